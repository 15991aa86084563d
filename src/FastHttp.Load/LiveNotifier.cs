using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load;

// Reads a run's intervals while it goes on, so that they do not pile up, and tells the observers. One task on the pool;
// Dispose returns when the last interval has been told. After an observer has thrown, all
// observers are told of later intervals too.
internal sealed class LiveNotifier : IDisposable
{
    private readonly RunProgress _progress;
    private readonly IReadOnlyList<ILiveObserver> _observers;
    private readonly Func<RunInterval, SeriesPoint> _point;
    private readonly Func<LiveFigures> _figures;
    private readonly PeriodicTimer _timer;
    private readonly Task _ticking;
    private readonly Exception?[] _thrown;

    /// <param name="progress">The run.</param>
    /// <param name="observers">Who is told.</param>
    /// <param name="point">An interval in the terms of results.</param>
    /// <param name="figures">The run so far.</param>
    public LiveNotifier(
        RunProgress progress,
        IReadOnlyList<ILiveObserver> observers,
        Func<RunInterval, SeriesPoint> point,
        Func<LiveFigures> figures)
    {
        _progress = progress;
        _observers = observers;
        _point = point;
        _figures = figures;
        _thrown = new Exception?[observers.Count];
        _timer = new PeriodicTimer(TimeSpan.FromMicroseconds(progress.IntervalUs));
        _ticking = Task.Run(TickAsync);
    }

    /// <summary>What each observer threw first, for people. Once disposed.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. _observers.Zip(_thrown).Where(item => item.Second is not null).Select(item =>
            $"{item.First.GetType().Name}, which watched the run, threw {item.Second!.GetType().Name}: "
                + item.Second.Message),
    ];

    public void Dispose()
    {
        _timer.Dispose();
        _ticking.GetAwaiter().GetResult();
        Tell();
    }

    private async Task TickAsync()
    {
        while (await _timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            Tell();
        }
    }

    private void Tell()
    {
        IReadOnlyList<RunInterval> unseen = _progress.TakeUnseen();
        if (unseen.Count == 0 || _observers.Count == 0)
        {
            return;
        }

        LiveFigures figures = _figures();
        foreach (RunInterval interval in unseen)
        {
            SeriesPoint point = _point(interval);
            for (int index = 0; index < _thrown.Length; index++)
            {
                try
                {
                    _observers[index].OnInterval(point, figures);
                }
                catch (Exception thrown)
                {
                    _thrown[index] ??= thrown;
                }
            }
        }
    }
}
