using System.Collections.Generic;
using LocustBridge.Statistics;

namespace LocustBridge;

/// <summary>A message of a worker to its master. Immutable, but for the report inside <see cref="Stats"/>.</summary>
public abstract record WorkerMessage
{
    private WorkerMessage()
    {
    }

    /// <summary>Registers the worker; its version is announced as -1, which every master since 2.0 takes.</summary>
    public sealed record ClientReady : WorkerMessage;

    /// <summary>Says that the worker lives.</summary>
    /// <param name="State">ready, spawning or running; any other word makes the worker unavailable.</param>
    /// <param name="CpuPercent">Load of the whole machine by this process, 0 to 100.</param>
    /// <param name="MemoryBytes">Resident memory.</param>
    public sealed record Heartbeat(string State, double CpuPercent, long MemoryBytes) : WorkerMessage;

    /// <summary>Answers a spawn order at once.</summary>
    public sealed record Spawning : WorkerMessage;

    /// <summary>Says that the ordered users run.</summary>
    /// <param name="UserClasses">Users by class, in the master's names.</param>
    public sealed record SpawningComplete(IReadOnlyDictionary<string, int> UserClasses) : WorkerMessage;

    /// <summary>What happened since the last report.</summary>
    /// <param name="Report">The report; read while the message is encoded.</param>
    /// <param name="UserClasses">Users by class, in the master's names.</param>
    /// <param name="ClockShiftSeconds">Added to every timestamp: the master's clock minus ours.</param>
    public sealed record Stats(
        StatsReport Report, IReadOnlyDictionary<string, int> UserClasses, long ClockShiftSeconds) : WorkerMessage;

    /// <summary>Says that all users have ended.</summary>
    public sealed record ClientStopped : WorkerMessage;

    /// <summary>Says that the worker leaves.</summary>
    public sealed record Quit : WorkerMessage;

    /// <summary>An exception that escaped a task.</summary>
    /// <param name="Message">What it says.</param>
    /// <param name="Traceback">Where it came from; masters count by this text.</param>
    public sealed record ExceptionReport(string Message, string Traceback) : WorkerMessage;

    /// <summary>The worker's log, whole each time.</summary>
    /// <param name="Lines">Oldest first.</param>
    public sealed record Logs(IReadOnlyList<string> Lines) : WorkerMessage;

    /// <summary>A message for the master's own locustfile.</summary>
    /// <param name="Type">Its name.</param>
    /// <param name="Data">Its contents.</param>
    public sealed record Custom(string Type, LocustValue Data) : WorkerMessage;
}
