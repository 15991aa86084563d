namespace Testing.Responses;

/// <summary>What becomes of the connection after a response.</summary>
public enum MessageEnd
{
    /// <summary>It may be used again.</summary>
    Keep,

    /// <summary>It must not be used again.</summary>
    Close,

    /// <summary>Either; as an expectation only.</summary>
    KeepOrClose,

    /// <summary>It is a tunnel.</summary>
    Tunnel,
}
