using System;

namespace LocustBridge;

/// <summary>A host that has something to tell beside statistics. Optional; see <see cref="ILocustHost"/>.</summary>
public interface ILocustReporter
{
    /// <summary>Called once, by the worker that takes the host.</summary>
    /// <param name="exceptions">Shows an exception on the master's page; any thread.</param>
    /// <param name="warnings">Adds a line to the worker's log; any thread.</param>
    void Attach(Action<Exception> exceptions, Action<string> warnings);
}
