using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>What was asked for, defaults included. Immutable.</summary>
public sealed record ConfigInfo
{
    /// <summary>closed: send after each answer. open: send on a schedule. locust: users with tasks.</summary>
    public required string Mode { get; init; }

    /// <summary>Connections, or users.</summary>
    public int Connections { get; init; }

    /// <summary>Threads that share them.</summary>
    public int Threads { get; init; }

    /// <summary>How long the run should take; null for no such limit.</summary>
    public double? DurationS { get; init; }

    /// <summary>How many requests it should take; null for no such limit.</summary>
    public long? Requests { get; init; }

    /// <summary>Requests a second in total, at the start; null for a closed loop.</summary>
    public double? Rate { get; init; }

    /// <summary>How the rate, or the number of connections, was to change.</summary>
    public IReadOnlyList<StageInfo>? Stages { get; init; }

    /// <summary>Load before the measured time.</summary>
    public double WarmupS { get; init; }

    /// <summary>Responses that take longer count as timeouts.</summary>
    public double TimeoutMs { get; init; }

    /// <summary>Requests in one batch.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>Whether connections were used for more than one request.</summary>
    public bool Keepalive { get; init; } = true;

    /// <summary>The script.</summary>
    public string? Script { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string>? ScriptArgs { get; init; }
}

/// <summary>A straight line of load. Immutable.</summary>
public sealed record StageInfo
{
    /// <summary>How long it takes.</summary>
    public required double DurationS { get; init; }

    /// <summary>The level at its end: requests a second with a rate, connections without.</summary>
    public required double Target { get; init; }
}
