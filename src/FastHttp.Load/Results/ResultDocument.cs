using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>
/// All that a run has to say about itself, as <c>--json</c> writes it and <c>docs/result.schema.json</c> describes it.
/// Immutable. A property that is null was not measured, and is absent in the file; it is never 0 for want of a
/// measurement. Counts are integers; every latency is in whole microseconds.
/// </summary>
public sealed record ResultDocument
{
    /// <summary>The version of the format that this code writes.</summary>
    public const string CurrentSchema = "runner/1";

    /// <summary>The version of the format; the part before the slash never changes.</summary>
    public required string Schema { get; init; }

    /// <summary>What made the load.</summary>
    public required ToolInfo Tool { get; init; }

    /// <summary>Which run this is.</summary>
    public required RunInfo Run { get; init; }

    /// <summary>The machine that made the load.</summary>
    public EnvironmentInfo? Env { get; init; }

    /// <summary>What was loaded.</summary>
    public required TargetInfo Target { get; init; }

    /// <summary>What was asked for.</summary>
    public required ConfigInfo Config { get; init; }

    /// <summary>How long was measured.</summary>
    public required double DurationS { get; init; }

    /// <summary>The requests by their fate.</summary>
    public required RequestFigures Requests { get; init; }

    /// <summary>
    /// The share, 0 to 1, of the requests that were answered in time with a status below 400. What was still in flight
    /// at the end is no part of it; what could not be sent for want of a connection is.
    /// </summary>
    public double? SuccessRate { get; init; }

    /// <summary>Responses a second.</summary>
    public required RateFigures Rate { get; init; }

    /// <summary>Bytes.</summary>
    public required ByteFigures Bytes { get; init; }

    /// <summary>
    /// The latency that is reported: corrected for coordinated omission, unless that was switched off.
    /// </summary>
    public required LatencyFigures Latency { get; init; }

    /// <summary>
    /// Latency from the actual send of each request, where <see cref="Latency"/> is something else.
    /// </summary>
    public LatencyFigures? LatencyUncorrected { get; init; }

    /// <summary>From the send of a request to the first byte of its response.</summary>
    public LatencyFigures? Ttfb { get; init; }

    /// <summary>Time to connect, proxy included, without TLS; a sample for each connection.</summary>
    public LatencyFigures? Connect { get; init; }

    /// <summary>Time of the TLS handshake; a sample for each connection.</summary>
    public LatencyFigures? TlsHandshake { get; init; }

    /// <summary>Time to resolve the target's name, once before the run.</summary>
    public LatencyFigures? Dns { get; init; }

    /// <summary>Responses by status code.</summary>
    public IReadOnlyDictionary<string, long>? Status { get; init; }

    /// <summary>The first response of each status of 300 and more.</summary>
    public IReadOnlyDictionary<string, StatusSample>? StatusSamples { get; init; }

    /// <summary>What went wrong, the earliest first.</summary>
    public IReadOnlyList<ErrorFigures> Errors { get; init; } = [];

    /// <summary>What became of the connections.</summary>
    public ConnectionFigures? Connections { get; init; }

    /// <summary>The thresholds that were asked for, with their verdicts.</summary>
    public IReadOnlyList<ThresholdVerdict>? Thresholds { get; init; }

    /// <summary>What was expected of each response, and what a scenario checks.</summary>
    public IReadOnlyList<CheckFigures>? Checks { get; init; }

    /// <summary>How often the users of a scenario did what they do, and for how long; absent for other runs.</summary>
    public IterationFigures? Iterations { get; init; }

    /// <summary>The figures of each named request, where there are several.</summary>
    public IReadOnlyList<GroupFigures>? Groups { get; init; }

    /// <summary>Whether the load generator itself was in the way.</summary>
    public GeneratorFigures? Generator { get; init; }

    /// <summary>The run over time, one point an interval.</summary>
    public IReadOnlyList<SeriesPoint>? Series { get; init; }

    /// <summary>Latency over time, as counts.</summary>
    public Heatmap? Heatmap { get; init; }

    /// <summary>What a reader of the figures has to know, in sentences.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The figures as wrk reckons them.</summary>
    public WrkFigures? Wrk { get; init; }
}
