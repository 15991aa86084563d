using System;

namespace LocustBridge;

/// <summary>Says how many users run; see <see cref="LocustWorker.SpawningComplete"/>.</summary>
/// <param name="userCount">The users of all workers.</param>
public sealed class SpawningCompleteEventArgs(int userCount) : EventArgs
{
    /// <summary>The users of all workers together.</summary>
    public int UserCount { get; } = userCount;
}
