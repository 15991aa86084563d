namespace FastHttp;

/// <summary>How a <see cref="BalancedClient"/> chooses a host.</summary>
public enum Balancing
{
    /// <summary>The host with the fewest calls under way; those that have as many take turns.</summary>
    LeastPending,

    /// <summary>Each host in turn.</summary>
    RoundRobin,
}
