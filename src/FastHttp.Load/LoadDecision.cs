using System;
using FastHttp.Load.Planning;

namespace FastHttp.Load;

// What the load options come to: the model, and what it makes of duration, connections and requests. Immutable.
internal sealed record LoadDecision
{
    public required LoadModel Model { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// Whether <see cref="Duration"/> was asked for; otherwise only a number of requests ends the run.
    /// </summary>
    public required bool HasTimeLimit { get; init; }

    public required int Connections { get; init; }
}
