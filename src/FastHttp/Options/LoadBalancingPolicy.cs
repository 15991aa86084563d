namespace FastHttp;

/// <summary>How a <see cref="LoadBalancedClient"/> chooses a host.</summary>
public enum LoadBalancingPolicy
{
    /// <summary>The host with the fewest calls under way; those that have as many take turns.</summary>
    LeastPending,

    /// <summary>Each host in turn.</summary>
    RoundRobin,
}
