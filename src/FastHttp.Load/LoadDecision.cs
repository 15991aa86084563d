using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Planning;
using FastHttp.Load.Stability;

namespace FastHttp.Load;

/// <summary>
/// The load that the options describe: the model, and its duration, connections and requests. Immutable.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record LoadDecision
{
    /// <summary>How much load, and when.</summary>
    public required LoadModel Model { get; init; }

    /// <summary>How long the run takes, without its warm-up.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// Whether <see cref="Duration"/> was asked for; otherwise only a number of requests ends the run.
    /// </summary>
    public required bool HasTimeLimit { get; init; }

    /// <summary>How many connections all lanes have.</summary>
    public required int Connections { get; init; }
}
