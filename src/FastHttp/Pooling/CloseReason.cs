namespace FastHttp.Pooling;

/// <summary>Why a pool lets a connection go; the index of its counters. See <see cref="ConnectionCloses"/>.</summary>
internal enum CloseReason
{
    IdleTimeout,
    Lifetime,
    RequestLimit,
    AfterExchange,
    ByPeer,
    Failure,
    Requested,
    Replaced,
    Disposal,

    /// <summary>None: it is kept.</summary>
    None,
}
