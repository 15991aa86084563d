using System;
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

/// <summary>Bytes on the connections, inside TLS where it is spoken. Immutable.</summary>
public sealed record ByteFigures
{
    /// <summary>Bytes received: heads, framing and bodies.</summary>
    public required long In { get; init; }

    /// <summary>Bytes sent.</summary>
    public long? Out { get; init; }

    /// <summary>Bytes received a second.</summary>
    public double? InPerS { get; init; }

    /// <summary>Bytes sent a second.</summary>
    public double? OutPerS { get; init; }
}

/// <summary>Something that was expected of every response, or that a scenario checks. Immutable.</summary>
public sealed record CheckFigures
{
    /// <summary>What was expected.</summary>
    public required string Name { get; init; }

    /// <summary>How often it was so.</summary>
    public required long Pass { get; init; }

    /// <summary>How often it was not.</summary>
    public required long Fail { get; init; }

    /// <summary>What one of those was like; absent where there is none to be seen.</summary>
    public string? Sample { get; init; }
}

/// <summary>The first response of its status. Immutable.</summary>
public sealed record StatusSample
{
    /// <summary>When it came, in seconds from the start of the measured time.</summary>
    public required double FirstS { get; init; }

    /// <summary>Its status line, its Location, and the start of its body, as far as they came at once.</summary>
    public required string Text { get; init; }
}

/// <summary>What was loaded. Immutable.</summary>
public sealed record TargetInfo
{
    /// <summary>The URL as typed, with a password blotted out.</summary>
    public required string Url { get; init; }

    /// <summary>The addresses that were connected to; empty for a Unix socket.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Whether TLS was spoken.</summary>
    public bool Tls { get; init; }

    /// <summary>The version of HTTP.</summary>
    public string Http { get; init; } = "1.1";
}

/// <summary>The program that made the load. Immutable.</summary>
public sealed record ToolInfo
{
    /// <summary>Its name: runner.</summary>
    public required string Name { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The runtime that it ran on, and whether it was native code.</summary>
    public string? Runtime { get; init; }

    /// <summary>What carried the bytes: epoll or sockets.</summary>
    public string? Backend { get; init; }
}

/// <summary>Which run it was, and when. Immutable.</summary>
public sealed record RunInfo
{
    /// <summary>Identifies the run; no other run has it.</summary>
    public required string Id { get; init; }

    /// <summary>What the user called it.</summary>
    public string? Name { get; init; }

    /// <summary>What the user noted about it.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>The command line for a shell, with passwords blotted out.</summary>
    public string? Command { get; init; }

    /// <summary>When the load began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it had ended.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>Whether it was ended before its time.</summary>
    public required bool Interrupted { get; init; }

    /// <summary>The seed of everything that was drawn at random, so that it can be drawn again.</summary>
    public long? Seed { get; init; }
}

/// <summary>A threshold and whether it holds. Immutable.</summary>
public sealed record ThresholdVerdict
{
    /// <summary>The threshold as typed, such as p99&lt;250ms.</summary>
    public required string Expr { get; init; }

    /// <summary>What was measured: µs, a share from 0 to 1, a rate a second, a count; null when nothing was.</summary>
    public double? Actual { get; init; }

    /// <summary>What <see cref="Actual"/> is given in: us, share, per_s or count.</summary>
    public string? Unit { get; init; }

    /// <summary>The figure for people, with its unit, such as 32.4ms; or that nothing has the name that the threshold
    /// is about, and which names there are.</summary>
    public string? Measured { get; init; }

    /// <summary>Whether it was not typed, but follows from what was expected of answers; those are checks too.
    /// </summary>
    public bool? Implied { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Ok { get; init; }
}
