using System;

namespace LocustBridge;

/// <summary>Says what the master has ordered; see <see cref="LocustWorker.Spawning"/>.</summary>
/// <param name="order">The order.</param>
public sealed class SpawningEventArgs(SpawnOrder order) : EventArgs
{
    /// <summary>The users that shall run here, and with what.</summary>
    public SpawnOrder Order { get; } = order;
}
