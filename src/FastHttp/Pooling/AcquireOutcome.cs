namespace FastHttp.Pooling;

/// <summary>What became of asking a pool for a connection.</summary>
internal enum AcquireOutcome : byte
{
    /// <summary>The exchange waits, and hears from the pool. It may have done so already.</summary>
    Waits,

    /// <summary>The exchange has a connection.</summary>
    Granted,

    /// <summary>There is none for it, for a reason.</summary>
    Refused,

    /// <summary>The pool is out of use; another has taken its place.</summary>
    Retired,
}
