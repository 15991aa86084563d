namespace FastHttp.Pooling;

/// <summary>What a place of a pool holds.</summary>
internal enum PlaceState : byte
{
    /// <summary>A connection that is being made.</summary>
    Opening,

    /// <summary>A connection that an exchange has.</summary>
    InUse,

    /// <summary>A connection whose call is over, but whose response's body is still being read.</summary>
    BeingRead,

    /// <summary>A connection that waits for an exchange.</summary>
    Idle,

    /// <summary>Nothing any more.</summary>
    Gone,
}
