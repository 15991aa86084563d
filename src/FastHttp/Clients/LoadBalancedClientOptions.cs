using System;

namespace FastHttp;

/// <summary>How a <see cref="LoadBalancedClient"/> chooses, and whom it leaves out. Immutable.</summary>
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
    /// To how many other hosts a call goes, one after the other, when it fails on its own: if nothing of it was sent,
    /// or if it may be done twice and not one byte of a response came. 0: it fails.
    /// <see cref="FastHttpOptions.RetryPolicy"/> decides instead, if there is one, and what it wants sent again goes to
    /// the next host.
    /// </summary>
    public int MaxFailovers { get; init; } = 1;

    /// <summary>For how long a host is left out.</summary>
    public TimeSpan EjectionTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Whether an outcome speaks for its host: how the call ended, and the status, 0 without a response. Null: every
    /// response does, every failure does not. Not asked about calls that were cancelled. Called on a loop: it must not
    /// block or throw.
    /// </summary>
    public Func<HttpError, int, bool>? IsHealthy { get; init; }

    /// <summary>Limits and times of each host's connections.</summary>
    public FastHttpOptions Connections { get; init; } = FastHttpOptions.Default;
}
