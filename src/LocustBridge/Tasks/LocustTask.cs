using System;
using System.Threading.Tasks;

namespace LocustBridge.Tasks;

/// <summary>One thing a user does, over and over. Immutable.</summary>
public sealed class LocustTask
{
    /// <summary>A task.</summary>
    /// <param name="name">Its name, for logs.</param>
    /// <param name="weight">How often it is picked, relative to the others; 0 or less counts as 1.</param>
    /// <param name="run">
    /// Does it once. Recording is its own affair. An exception is reported to the master, and the user goes on.
    /// </param>
    public LocustTask(string name, int weight, Func<LocustUser, ValueTask> run)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(run);
        Name = name;
        Weight = Math.Max(1, weight);
        Run = run;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How often it is picked, relative to the others; at least 1.</summary>
    public int Weight { get; }

    internal Func<LocustUser, ValueTask> Run { get; }
}
