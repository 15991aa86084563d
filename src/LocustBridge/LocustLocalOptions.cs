using System;
using System.Collections.Generic;
using LocustBridge.Outputs;

namespace LocustBridge;

/// <summary>What a run without a master does. Read once, when it begins.</summary>
public sealed class LocustLocalOptions
{
    /// <summary>Users at the peak.</summary>
    public int Users { get; init; } = 1;

    /// <summary>Users started each second.</summary>
    public double SpawnRate { get; init; } = 1;

    /// <summary>How long to run, from the first user on; null until cancelled.</summary>
    public TimeSpan? RunTime { get; init; }

    /// <summary>How long users may go on to end what they do at the end; a day at most.</summary>
    public TimeSpan StopTimeout { get; init; }

    /// <summary>Forget what was counted before all users ran.</summary>
    public bool ResetStats { get; init; }

    /// <summary>The target host, as users see it.</summary>
    public string? Host { get; init; }

    /// <summary>Receivers of the statistics.</summary>
    public IReadOnlyList<ILocustOutput> Outputs { get; init; } = [];

    /// <summary>Between two reports.</summary>
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Takes each log line; what it throws is ignored. Null for none.</summary>
    public Action<string>? Log { get; init; }
}
