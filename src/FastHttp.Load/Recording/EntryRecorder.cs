using System;

namespace FastHttp.Load.Recording;

// What one lane has seen of one named request. Owned as the lane's recorder is.
internal sealed class EntryRecorder
{
    private readonly Func<int, bool>? _isBad;

    /// <param name="isOneOfMany">Whether memory counts more than an allocation now and then.</param>
    /// <param name="isBad">Whether a status is a failure; null for those above 399.</param>
    public EntryRecorder(bool isOneOfMany = false, Func<int, bool>? isBad = null)
    {
        _isBad = isBad;
        Latency = isOneOfMany ? LatencyHistogram.CreateGrowing() : new LatencyHistogram();
    }

    public LatencyHistogram Latency { get; }

    /// <summary>The sum of the latencies, in µs.</summary>
    public long TotalUs { get; private set; }

    /// <summary>Its responses by status.</summary>
    public Tally Statuses { get; } = new();

    /// <summary>Its <see cref="Unanswered"/> by reason, as far as that is known.</summary>
    public Tally Reasons { get; } = new();

    public long Sent { get; private set; }

    /// <summary>Responses with a good status that came after the time limit.</summary>
    public long Late { get; private set; }

    public long Failed => BadStatuses + Unanswered + Late;

    /// <summary>Responses whose status is a failure.</summary>
    public long BadStatuses { get; private set; }

    /// <summary>Responses with a status above 399, as wrk counts errors.</summary>
    public long StatusErrors { get; private set; }

    /// <summary>Requests that will not be answered, or were not sent for want of a connection.</summary>
    public long Unanswered { get; private set; }

    public void RecordSent() => Sent++;

    public void RecordUnanswered() => Unanswered++;

    public void RecordUnanswered(HttpError reason)
    {
        Unanswered++;
        Reasons.Add((int)reason);
    }

    public void RecordResponse(int status, long latencyUs, bool isLate = false)
    {
        Statuses.Add(status);
        TotalUs += latencyUs;
        bool isError = status > 399;
        bool isBad = _isBad is null ? isError : _isBad(status);
        StatusErrors += isError ? 1 : 0;
        BadStatuses += isBad ? 1 : 0;
        Late += isLate && !isBad ? 1 : 0;
        Latency.Record(latencyUs);
    }
}
