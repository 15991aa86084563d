namespace Runner.Recording;

// What one lane has seen of one entry of a list of requests. Owned as the lane's recorder is.
internal sealed class EntryRecorder
{
    public LatencyHistogram Latency { get; } = new();

    public long Sent { get; private set; }

    /// <summary>Responses with a status above 399.</summary>
    public long StatusErrors { get; private set; }

    public void RecordSent() => Sent++;

    public void RecordResponse(int status, long latencyUs)
    {
        StatusErrors += status > 399 ? 1 : 0;
        Latency.Record(latencyUs);
    }
}
