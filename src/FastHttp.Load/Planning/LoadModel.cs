using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>
/// How much load, when: closed loop, constant or changing rate, changing users, pauses, and what is left out.
/// Immutable.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record LoadModel
{
    /// <summary>As fast as the answers come, until the time is up.</summary>
    public static LoadModel ClosedLoop { get; } = new();

    /// <summary>Requests a second over all connections, or null for a closed loop.</summary>
    public LoadShape? Rate { get; init; }

    /// <summary>How many connections are active over time, or null for all of them all the time.</summary>
    public LoadShape? Users { get; init; }

    /// <summary>With a rate, the most users that a scenario may have; 0 for as many as there are connections.</summary>
    public int MaxUsers { get; init; }

    /// <summary>Runs before the clock starts; nothing of it is counted.</summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>The run ends when this many requests have ended; 0 for no limit.</summary>
    internal long Requests { get; init; }

    /// <summary>Shortest pause of a user between an answer and the next request.</summary>
    internal TimeSpan ThinkShortest { get; init; }

    /// <summary>Longest pause; drawn evenly from the range.</summary>
    public TimeSpan ThinkLongest { get; init; }

    /// <summary>With pipelining and a rate: one latency sample for a batch instead of one for each response.</summary>
    internal bool BatchLatency { get; init; }
}
