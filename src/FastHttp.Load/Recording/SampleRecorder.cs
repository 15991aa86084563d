using System;
using System.Collections.Generic;
using System.Diagnostics;
using FastHttp.Transports;

namespace FastHttp.Load.Recording;

// The first failure of each kind that a lane has seen. Owned as the lane's recorder is. It costs a failure that is not
// the first a look into a table, and a good response nothing.
internal sealed class SampleRecorder : IResponseObserver
{
    private readonly FailureSample?[] _byStatus = new FailureSample?[LaneRecorder.StatusLimit];
    private readonly FailureSample?[] _byReason = new FailureSample?[Enum.GetValues<HttpError>().Length];

    /// <summary>Tells the time; null for the system's clock.</summary>
    public TransportLoop? Clock { get; set; }

    /// <summary>From when on failures are of interest, in Stopwatch ticks.</summary>
    public long MeasureFrom { get; set; } = long.MaxValue;

    /// <summary>Connections that were not made since no local address, or port of it, was free.</summary>
    public long WithoutPort { get; private set; }

    /// <summary>The first failure for a reason; null when there is none to be shown.</summary>
    public FailureSample? Of(HttpError reason) => _byReason[(int)reason];

    /// <summary>The first time that a server said something on an idle connection; null when none did.</summary>
    public FailureSample? Idle { get; private set; }

    /// <summary>The first answer that was followed by bytes which it did not announce; null when none was.</summary>
    public FailureSample? Surplus { get; private set; }

    /// <summary>The first response of each status of 300 and more.</summary>
    public IEnumerable<(int Status, FailureSample Sample)> Responses
    {
        get
        {
            for (int status = 0; status < _byStatus.Length; status++)
            {
                if (_byStatus[status] is { } sample)
                {
                    yield return (status, sample);
                }
            }
        }
    }

    public void OnUnsuccessful(int statusCode, ReadOnlySpan<byte> bytes)
    {
        int status = (uint)statusCode < (uint)_byStatus.Length ? statusCode : 0;
        if (_byStatus[status] is null && TryGetTime(out long atUs))
        {
            _byStatus[status] = new FailureSample(atUs, SampleText.OfResponse(bytes));
        }
    }

    public void OnBroken(in BrokenResponse response)
    {
        FailureSample? first = response.IsIdle ? Idle
            : response.IsSurplus ? Surplus
            : _byReason[(int)response.Error];
        if (first is not null || !TryGetTime(out long atUs))
        {
            return;
        }

        if (response.IsIdle)
        {
            Idle = new FailureSample(atUs, SampleText.OfResponse(response.Bytes));
        }
        else if (response.IsSurplus)
        {
            Surplus = new FailureSample(atUs, SampleText.OfResponse(response.Bytes));
        }
        else
        {
            _byReason[(int)response.Error] = new FailureSample(atUs, SampleText.OfBroken(in response));
        }
    }

    /// <summary>A connection was not made.</summary>
    /// <param name="failure">Why.</param>
    public void RecordOpenFailure(HttpFailure failure)
    {
        ref FailureSample? first = ref _byReason[(int)failure.Error];
        WithoutPort += failure.SystemError is Errno.AddressInUse or Errno.AddressNotAvailable ? 1 : 0;
        if (first is null && SampleText.OfOpening(failure) is { Length: > 0 } text && TryGetTime(out long atUs))
        {
            first = new FailureSample(atUs, text);
        }
    }

    private bool TryGetTime(out long atUs)
    {
        long now = Clock?.Now ?? Stopwatch.GetTimestamp();
        bool isMeasured = now >= MeasureFrom;
        atUs = isMeasured ? Ticks.ToMicroseconds(now - MeasureFrom) : 0;
        return isMeasured;
    }
}

// What the first failure of its kind looked like. Immutable.
internal sealed record FailureSample(long AtUs, string Text);
