using System;

namespace FastHttp;

/// <summary>How a <see cref="LoadBalancedClient"/> chooses a host, and when it leaves one out. Immutable.</summary>
public sealed record LoadBalancedClientOptions
{
    /// <summary>How a host is chosen.</summary>
    public LoadBalancingPolicy Policy { get; init; } = LoadBalancingPolicy.LeastPending;

    /// <summary>
    /// Unhealthy outcomes in a row after which a host is left out for <see cref="EjectionTime"/>; one more after that
    /// leaves it out again. 0 never leaves one out.
    /// </summary>
    public int MaxFailures { get; init; } = 3;

    /// <summary>
    /// The most other hosts that a failed call goes to, one after the other. It goes on if nothing of it was sent, or
    /// if it may be done twice and no byte of a response came. 0: it fails. <see cref="FastHttpOptions.RetryPolicy"/>
    /// decides instead, if there is one, and what it wants sent again goes to the next host.
    /// </summary>
    public int MaxFailovers { get; init; } = 1;

    /// <summary>For how long a host is left out.</summary>
    public TimeSpan EjectionTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Returns whether an outcome is healthy for its host, by how the call ended and its status (0 without a response).
    /// Null: every response is healthy, every failure is not. Not called for calls that were cancelled. Called on a
    /// loop: must not block or throw.
    /// </summary>
    public Func<HttpError, int, bool>? IsHealthy { get; init; }

    /// <summary>Limits and times of each host's connections.</summary>
    public FastHttpOptions Connections { get; init; } = FastHttpOptions.Default;
}
