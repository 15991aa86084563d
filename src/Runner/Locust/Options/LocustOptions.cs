using System;
using System.Collections.Generic;
using LocustBridge.Tasks;
using Runner.Options;

namespace Runner.Locust.Options;

// What was asked for by `runner locust`, with Locust's defaults. Immutable; each value is valid by itself.
internal sealed record LocustOptions
{
    private static readonly CliOptions s_shared = CliOptions.Default with
    {
        Output = OutputOptions.Default with
        {
            JsonOption = $"--{OutputTable.Json.InLocust.Name}",
            Format = ReportFormat.Quiet,
        },
        Gates = GateOptions.Default with { NamesComeLater = true },
    };

    public string MasterHost { get; init; } = "127.0.0.1";

    public int MasterPort { get; init; } = 5557;

    /// <summary>Run without a master.</summary>
    public bool Headless { get; init; }

    /// <summary>A worker whatever else is said: what Locust's own workers do with <c>--headless</c>.</summary>
    public bool IsWorker { get; init; }

    /// <summary>Asked to be what this is not.</summary>
    public bool AsksForMaster { get; init; }

    /// <summary>The URL as typed, or a path alone, or null.</summary>
    public string? Url { get; init; }

    /// <summary>The target without a path; a master's own host comes before it.</summary>
    public string? Host { get; init; }

    public IReadOnlyList<UserClassOption> Classes { get; init; } = [];

    public LocustWait Wait { get; init; } = LocustWait.None;

    public IReadOnlyList<NamePattern> NamePatterns { get; init; } = [];

    public int Threads { get; init; } = Environment.ProcessorCount;

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan? ConnectTimeout { get; init; }

    public int Users { get; init; } = 1;

    public double SpawnRate { get; init; } = 1;

    public TimeSpan? RunTime { get; init; }

    public TimeSpan StopTimeout { get; init; }

    public long MaxRps { get; init; }

    public string RequestIncreaseRate { get; init; } = "-1";

    /// <summary>Forget what was counted before all users ran.</summary>
    public bool ResetStats { get; init; }

    /// <summary>The classes of which one request each is sent, instead of a run.</summary>
    public IReadOnlyList<string> RunTasks { get; init; } = [];

    public string? Csv { get; init; }

    public bool CsvFullHistory { get; init; }

    public bool Json { get; init; }

    public bool OnlySummary { get; init; }

    public int ExitCodeOnError { get; init; } = 1;

    /// <summary>What is said as to `runner wrk`: request, results, thresholds, and what is shown of a run.</summary>
    public CliOptions Shared { get; init; } = s_shared;

    public LogLevel LogLevel { get; init; } = LogLevel.Info;

    public string? LogFile { get; init; }

    /// <summary>What was accepted and has no effect here, to be said once.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

// Python's levels, which Locust's -L takes.
internal enum LogLevel
{
    Debug,
    Info,
    Warning,
    Error,
    Critical,
}

// A user class: its name, as the master's locustfile has it, and what its users do. Immutable.
internal sealed record UserClassOption(string Name, string? ScriptPath)
{
    /// <summary>The class that takes whatever the master calls its users.</summary>
    public const string DefaultName = "default";
}
