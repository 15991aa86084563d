namespace LocustBridge.Outputs;

/// <summary>
/// A receiver of statistics beside the master, such as a console or a monitoring system. Calls come one at a time, on
/// the thread pool; a slow one delays nothing but itself and misses reports rather than queue them.
/// </summary>
public interface ILocustOutput
{
    /// <summary>Called once, before any report.</summary>
    void Start();

    /// <summary>Called each report interval.</summary>
    /// <param name="snapshot">Immutable.</param>
    void Report(LocustSnapshot snapshot);

    /// <summary>Called once, after the last report.</summary>
    void Stop();
}
