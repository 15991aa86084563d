using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using LocustBridge.Statistics;

namespace LocustBridge;

/// <summary>
/// What a worker asks of the program that makes the load. All calls come from the worker's control thread and must
/// return soon: what takes time goes into the returned task.
/// </summary>
public interface ILocustHost
{
    /// <summary>The user classes that can be run; at least one.</summary>
    IReadOnlyList<LocustClassInfo> Classes { get; }

    /// <summary>
    /// Starts and stops users until <see cref="SpawnOrder.Users"/> run; users that stay are left alone. May be called
    /// again before the earlier task has ended: the later numbers hold, and the earlier task ends too.
    /// </summary>
    /// <param name="order">What shall run.</param>
    /// <returns>Ends when they run; its result is the number of users by class that really run.</returns>
    Task<IReadOnlyDictionary<string, int>> SpawnAsync(SpawnOrder order);

    /// <summary>Ends all users. No request may begin once the task has ended.</summary>
    /// <param name="timeout">How long users may go on to end what they do.</param>
    /// <returns>Ends when no user runs.</returns>
    Task StopAsync(TimeSpan timeout);

    /// <summary>Moves what happened since the last call into the report.</summary>
    /// <param name="report">Added to, not reset.</param>
    void TakeStats(StatsReport report);

    /// <summary>
    /// Returns the users that run now, by class; null where those of the last order all do. A host whose users may end
    /// by themselves tells their true number here.
    /// </summary>
    IReadOnlyDictionary<string, int>? CountUsers() => null;

    /// <summary>The master changed a user class (Locust 2.25 and later).</summary>
    /// <param name="change">Map with user_class_name and the changed attributes, such as host or weight.</param>
    void UpdateUserClass(LocustValue change)
    {
    }
}
