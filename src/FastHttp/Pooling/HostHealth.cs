using System;
using System.Threading;

namespace FastHttp.Pooling;

/// <summary>
/// Whether one host of several is worth a call, judged by how its last calls ended. Thread-safe: calls that end at the
/// same time may be counted in any order.
/// </summary>
internal sealed class HostHealth(int maxFailures, long penaltyTicks, Func<HttpError, int, bool>? isHealthy)
{
    private int _failures;
    private long _asideUntil;

    /// <summary>Whether the host is to be left out at this time.</summary>
    public bool IsAside(long now) => now < Volatile.Read(ref _asideUntil);

    /// <summary>A call has ended.</summary>
    public void Report(HttpError error, int status, long now)
    {
        // What the caller ended says nothing of the host.
        if (error is HttpError.Canceled or HttpError.Disposed or HttpError.RequestBodyFailed
            or HttpError.RequestBodyMismatch || maxFailures == 0)
        {
            return;
        }

        if (isHealthy is null ? error == HttpError.None : isHealthy(error, status))
        {
            Volatile.Write(ref _failures, 0);
        }
        else if (Interlocked.Increment(ref _failures) >= maxFailures)
        {
            Volatile.Write(ref _asideUntil, now + penaltyTicks);
        }
    }
}
