using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>What one lane has seen of one named request. Owned as the lane's recorder is.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class EntryRecorder
{
    private readonly Func<int, bool>? _isBad;

    /// <param name="isOneOfMany">Whether memory counts more than an allocation now and then.</param>
    /// <param name="isBad">Whether a status is a failure; null for those above 399.</param>
    internal EntryRecorder(bool isOneOfMany = false, Func<int, bool>? isBad = null)
    {
        _isBad = isBad;
        Latency = isOneOfMany ? LatencyHistogram.CreateGrowing() : new LatencyHistogram();
    }

    internal LatencyHistogram Latency { get; }

    /// <summary>The sum of the latencies, in µs.</summary>
    internal long TotalUs { get; private set; }

    /// <summary>Its responses by status.</summary>
    internal Tally Statuses { get; } = new();

    /// <summary>Its <see cref="Unanswered"/> by reason, as far as that is known.</summary>
    internal Tally Reasons { get; } = new();

    internal long Sent { get; private set; }

    /// <summary>Responses with a good status that came after the time limit.</summary>
    internal long Late { get; private set; }

    internal long Failed => BadStatuses + Unanswered + Late;

    /// <summary>Responses whose status is a failure.</summary>
    internal long BadStatuses { get; private set; }

    /// <summary>Responses with a status above 399, as wrk counts errors.</summary>
    internal long StatusErrors { get; private set; }

    /// <summary>Requests that will not be answered, or were not sent for want of a connection.</summary>
    internal long Unanswered { get; private set; }

    /// <summary>Counts a request that was sent.</summary>
    public void RecordSent() => Sent++;

    /// <summary>Counts a request that gets no answer any more.</summary>
    public void RecordUnanswered() => Unanswered++;

    /// <summary>Counts a request that gets no answer any more, for a reason.</summary>
    public void RecordUnanswered(HttpError reason)
    {
        Unanswered++;
        Reasons.Add((int)reason);
    }

    /// <summary>Counts a request that was answered.</summary>
    /// <param name="status">The status of the answer.</param>
    /// <param name="latencyUs">The latency in µs.</param>
    /// <param name="isLate">Whether that is above the time limit.</param>
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
