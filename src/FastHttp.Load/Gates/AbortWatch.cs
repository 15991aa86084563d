using System;
using System.Threading;
using FastHttp.Load.Results;

namespace FastHttp.Load.Gates;

// Ends a run that has failed already. Counts that may not grow are final once they have: they are looked at every few
// milliseconds, beside the lanes that count. Everything else is given the first seconds to settle, in which connections
// are made and caches are cold, and is looked at with each interval.
internal sealed class AbortWatch : ILiveObserver, IDisposable
{
    private const double SettleSeconds = 2.5;
    private const int LookMs = 10;

    private readonly GatePlan _gates;
    private readonly Func<GateFigures> _counts;
    private readonly Func<GateFigures> _read;
    private readonly Action _stop;
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private volatile bool _hasAborted;

    /// <param name="gates">What the run has to live up to.</param>
    /// <param name="counts">What has been counted so far, to this moment.</param>
    /// <param name="read">All figures, as far as the last interval.</param>
    /// <param name="stop">Ends the run.</param>
    public AbortWatch(GatePlan gates, Func<GateFigures> counts, Func<GateFigures> read, Action stop)
    {
        _gates = gates;
        _counts = counts;
        _read = read;
        _stop = stop;
        _timer = new Timer(_ => Look(), null, LookMs, LookMs);
    }

    /// <summary>Whether it has ended the run.</summary>
    public bool HasAborted => _hasAborted;

    /// <summary>Looks at the counts that are final once they are too large. Any thread.</summary>
    public void Look()
    {
        // One at a time; who comes meanwhile would see the same.
        if (_gate.TryEnter())
        {
            try
            {
                Judge(_counts, static (threshold, actual) => threshold.IsLostBy(actual));
            }
            finally
            {
                _gate.Exit();
            }
        }
    }

    public void OnInterval(SeriesPoint point, LiveFigures figures)
    {
        if (point.T >= SettleSeconds)
        {
            lock (_gate)
            {
                Judge(_read, static (threshold, actual) =>
                    threshold is { IsKnownEarly: true, IsFinalOnceMissed: false } && !threshold.IsMetBy(actual));
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            // A look that is under way has ended.
        }
    }

    private void Judge(Func<GateFigures> read, Func<Threshold, double, bool> isMissed)
    {
        if (_hasAborted)
        {
            return;
        }

        Verdict[] verdicts = read().Judge(_gates.Thresholds);
        if (Array.Exists(verdicts, item => item.Actual is { } actual && isMissed(item.Threshold, actual)))
        {
            _hasAborted = true;
            _stop();
        }
    }
}
