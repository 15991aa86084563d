namespace FastHttp;

/// <summary>Whether a cookie goes with requests that another site makes (RFC 6265bis §5.6.7).</summary>
public enum CookieSameSite : byte
{
    /// <summary>The cookie says nothing that is known.</summary>
    Unspecified,

    /// <summary>The cookie goes with requests of other sites.</summary>
    None,

    /// <summary>The cookie goes with requests of other sites that navigate by a safe method.</summary>
    Lax,

    /// <summary>The cookie never goes with requests of other sites.</summary>
    Strict,
}
