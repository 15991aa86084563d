namespace FastHttp.Load.Recording;

// Time to the first byte of a response, at no cost for one that comes in one piece, since that is its latency: keeps
// the others alone, with both times, so that they can take each other's place in the histogram of the latencies. Owned
// as the lane's recorder is; allocates with the first response that came in pieces.
internal sealed class FirstByteRecorder
{
    private LatencyHistogram? _first;
    private LatencyHistogram? _whole;

    public void Record(long firstUs, long wholeUs)
    {
        (_first ??= new LatencyHistogram()).Record(firstUs);
        (_whole ??= new LatencyHistogram()).Record(wholeUs);
    }

    /// <summary>Adds what was recorded.</summary>
    public void AddTo(LatencyHistogram first, LatencyHistogram whole)
    {
        if (_first is not null)
        {
            first.Merge(_first);
            whole.Merge(_whole!);
        }
    }
}
