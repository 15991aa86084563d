using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace FastHttp.Load.Results;

/// <summary>The iterations of a scenario's users: how often user(u) ran, and for how long. Immutable.</summary>
public sealed record IterationFigures
{
    /// <summary>What the kind of user, or the group, is called; absent for all together.</summary>
    public string? Name { get; init; }

    /// <summary>Iterations that came to their end.</summary>
    public required long Completed { get; init; }

    /// <summary>Iterations that an error of the script ended.</summary>
    public long? Failed { get; init; }

    /// <summary>Whether users failed and none came to its end: such a run has measured nothing.</summary>
    [JsonIgnore]
    public bool HasOnlyFailed => Completed == 0 && Failed > 0;

    /// <summary>Iterations that were under way when the run ended, or their user left.</summary>
    public long? Interrupted { get; init; }

    /// <summary>With a schedule: iterations that began later than they were due, since every user was busy.</summary>
    public long? Late { get; init; }

    /// <summary>With a schedule: iterations that were due and never began.</summary>
    public long? Dropped { get; init; }

    /// <summary>With a schedule: iterations that were due a second.</summary>
    public double? Target { get; init; }

    /// <summary>Iterations that came to their end, a second.</summary>
    public double? Rate { get; init; }

    /// <summary>How long those took that came to their end.</summary>
    public LatencyFigures? Duration { get; init; }

    /// <summary>Each kind of user, where there are several.</summary>
    public IReadOnlyList<IterationFigures>? Users { get; init; }

    /// <summary>Each group of the script.</summary>
    public IReadOnlyList<IterationFigures>? Groups { get; init; }
}
