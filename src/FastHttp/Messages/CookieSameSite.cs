namespace FastHttp;

/// <summary>What a cookie says about requests that another site makes (RFC 6265bis §5.6.7).</summary>
public enum CookieSameSite : byte
{
    /// <summary>It says nothing that is known.</summary>
    Unspecified,

    /// <summary>It goes with them.</summary>
    None,

    /// <summary>It goes with them where they navigate by a safe method.</summary>
    Lax,

    /// <summary>It never goes with them.</summary>
    Strict,
}
