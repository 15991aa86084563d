namespace Runner.Recording;

// The totals of one entry of a list of requests. What was sent and not answered failed, or was under way at the end.
internal sealed record EntryFigures(string Name, long Sent, long StatusErrors, Distribution Latency)
{
    public long Completed => Latency.Count;
}
