using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace LocustBridge.Tasks;

/// <summary>A kind of user: what it does, how often, and how it begins and ends. Immutable; any thread.</summary>
// Tasks are laid out once by weight and taken in turn by one cursor that all users share: the shares are exact, and no
// two users walk in step (boomer does the same).
public sealed class LocustUserClass
{
    private readonly LocustTask[] _turns;
    private int _cursor = -1;

    /// <summary>A user class.</summary>
    /// <param name="name">Its name; a class of this name in the master's locustfile is matched to it.</param>
    /// <param name="tasks">What its users do; at least one task.</param>
    public LocustUserClass(string name, params LocustTask[] tasks)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfZero(tasks.Length, nameof(tasks));
        Name = name;
        Tasks = tasks;
        _turns = LayOut(tasks);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its share of the users of classes that the host does not know by name.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The pause between two tasks of a user.</summary>
    public LocustWait Wait { get; init; } = LocustWait.None;

    /// <summary>Called once by each user, before its first task.</summary>
    public Func<LocustUser, ValueTask>? OnStart { get; init; }

    /// <summary>Called once by each user whose OnStart was called, after its last task.</summary>
    public Func<LocustUser, ValueTask>? OnStop { get; init; }

    internal IReadOnlyList<LocustTask> Tasks { get; }

    internal LocustTask NextTask() => _turns[(uint)Interlocked.Increment(ref _cursor) % (uint)_turns.Length];

    // Smooth weighted round robin: a weight of 3 to 1 gives a a b a, not a a a b.
    private static LocustTask[] LayOut(LocustTask[] tasks)
    {
        const int TurnsMax = 10_000;
        long weights = 0;
        foreach (LocustTask task in tasks)
        {
            weights += task.Weight;
        }

        var turns = new List<LocustTask>();
        long[] credit = new long[tasks.Length];
        for (long turn = Math.Min(weights, TurnsMax); turn > 0; turn--)
        {
            int best = 0;
            for (int i = 0; i < tasks.Length; i++)
            {
                credit[i] += tasks[i].Weight;
                best = credit[i] > credit[best] ? i : best;
            }

            credit[best] -= weights;
            turns.Add(tasks[best]);
        }

        return [.. turns];
    }
}
