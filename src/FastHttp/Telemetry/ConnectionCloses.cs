namespace FastHttp;

/// <summary>Counts, for each reason, the connections of a pool that were open and are closed.</summary>
/// <param name="IdleTimeouts">They were idle for longer than <see
/// cref="FastHttpOptions.PooledConnectionIdleTimeout"/>, or than the
/// server keeps them.</param>
/// <param name="Lifetimes">They reached <see cref="FastHttpOptions.PooledConnectionLifetime"/>.</param>
/// <param name="RequestLimits">They had their <see cref="FastHttpOptions.MaxRequestsPerConnection"/>.</param>
/// <param name="AfterExchange">An exchange ended in order and left no use for them: one side said close, the end of the
/// connection was that of the body, or there was more than the response.</param>
/// <param name="ByPeer">The server ended them before it answered: while they were idle, or as a request came.</param>
/// <param name="Failures">An exchange on them failed otherwise, or was cancelled.</param>
/// <param name="Requested">Idle ones, closed by <c>CloseIdleConnections</c>.</param>
/// <param name="Replaced">They made room for the fresh connection that a retry needs.</param>
/// <param name="Disposals">The client was disposed.</param>
public readonly record struct ConnectionCloses(
    long IdleTimeouts,
    long Lifetimes,
    long RequestLimits,
    long AfterExchange,
    long ByPeer,
    long Failures,
    long Requested,
    long Replaced,
    long Disposals)
{
    /// <summary>All of them.</summary>
    public long Total => IdleTimeouts + Lifetimes + RequestLimits + AfterExchange + ByPeer + Failures + Requested
        + Replaced + Disposals;
}
