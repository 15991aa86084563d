namespace FastHttp.Load.Results;

/// <summary>
/// Hears of a run while it goes on. Called on one thread of the pool, one call at a time; a slow observer misses
/// nothing but gets it later, and slows no request. What it throws is a warning of the results; the run goes on.
/// </summary>
public interface ILiveObserver
{
    /// <summary>Another interval has ended.</summary>
    /// <param name="point">That interval.</param>
    /// <param name="figures">The run so far, this interval included.</param>
    void OnInterval(SeriesPoint point, LiveFigures figures);
}
