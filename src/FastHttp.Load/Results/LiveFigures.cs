using System;
using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>
/// A run as far as it has come: the parts of its result document that are known while it runs. Totals are those of the
/// whole intervals in <see cref="Series"/>; percentiles are within 1 %. Immutable.
/// </summary>
public sealed record LiveFigures
{
    /// <summary>Since the start of the measured time; negative during the warm-up.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How long the measured time will be; null where no time ends the run.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether the run has ended, so that this is its last state.</summary>
    public bool IsLast { get; init; }

    /// <summary>Responses up to this moment, newer than all the rest here.</summary>
    public required long CompletedNow { get; init; }

    /// <summary>The requests by their fate.</summary>
    public required RequestFigures Requests { get; init; }

    /// <summary>Responses a second, so far.</summary>
    public required RateFigures Rate { get; init; }

    /// <summary>Bytes.</summary>
    public required ByteFigures Bytes { get; init; }

    /// <summary>Latency so far, as measured: with a rate, from when a request was due.</summary>
    public required LatencyFigures Latency { get; init; }

    /// <summary>Responses by status code.</summary>
    public required IReadOnlyDictionary<string, long> Status { get; init; }

    /// <summary>What went wrong, the most frequent first.</summary>
    public required IReadOnlyList<ErrorFigures> Errors { get; init; }

    /// <summary>The run over time, the newest interval last; in a long run, several intervals in one.</summary>
    public required IReadOnlyList<SeriesPoint> Series { get; init; }

    /// <summary>The newest interval, of the same moment as everything else here; null before the first.</summary>
    public SeriesPoint? Newest { get; init; }

    /// <summary>How often each latency of <see cref="Latency"/> was measured so far, ascending.</summary>
    public IReadOnlyList<LatencyCount> LatencyCounts { get; init; } = [];

    /// <summary>The latency as the results will have it, corrected for coordinated omission; null where they have it
    /// as measured. Thresholds are held against it.</summary>
    public LatencyFigures? LatencyCorrected { get; init; }

    /// <summary>How often each latency of <see cref="LatencyCorrected"/> is counted, ascending.</summary>
    public IReadOnlyList<LatencyCount> CorrectedCounts { get; init; } = [];

    /// <summary>The thresholds as they stand.</summary>
    public IReadOnlyList<LiveThreshold> Thresholds { get; init; } = [];

    /// <summary>The checks as they stand.</summary>
    public IReadOnlyList<CheckFigures> Checks { get; init; } = [];

    /// <summary>The load generator and its machine so far, with the verdict on them.</summary>
    public GeneratorFigures? Generator { get; init; }
}

/// <summary>A threshold while the run goes on. Immutable.</summary>
public sealed record LiveThreshold
{
    /// <summary>The threshold as typed, such as p99&lt;250ms.</summary>
    public required string Expr { get; init; }

    /// <summary>The figure so far, with its unit, such as 32.4ms; null when nothing has been measured.</summary>
    public string? Measured { get; init; }

    /// <summary>Whether it holds so far; null while that cannot be told.</summary>
    public bool? Ok { get; init; }
}
