namespace Runner.Recording;

// What one lane has seen of one named request. Owned as the lane's recorder is.
internal sealed class EntryRecorder
{
    /// <param name="isOneOfMany">Whether memory counts more than an allocation now and then.</param>
    public EntryRecorder(bool isOneOfMany = false) =>
        Latency = isOneOfMany ? LatencyHistogram.CreateGrowing() : new LatencyHistogram();

    public LatencyHistogram Latency { get; }

    public long Sent { get; private set; }

    /// <summary>Responses with a status above 399.</summary>
    public long StatusErrors { get; private set; }

    /// <summary>Requests that will not be answered, or were not sent for want of a connection.</summary>
    public long Unanswered { get; private set; }

    public void RecordSent() => Sent++;

    public void RecordUnanswered() => Unanswered++;

    public void RecordResponse(int status, long latencyUs)
    {
        StatusErrors += status > 399 ? 1 : 0;
        Latency.Record(latencyUs);
    }
}
