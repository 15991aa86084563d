namespace FastHttp;

/// <summary>
/// The field names that are recognised while a message is read, so that they can be found again without comparing
/// names.
/// </summary>
public enum KnownHeader : byte
{
#pragma warning disable CS1591 // The members are the field names of RFC 9110, 9111, 9112 and 6265.
    /// <summary>Any other name.</summary>
    Unknown,
    Accept,
    AcceptEncoding,
    AcceptRanges,
    Age,
    Allow,
    AltSvc,
    Authorization,
    CacheControl,
    Connection,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    ContentLength,
    ContentLocation,
    ContentRange,
    ContentType,
    Cookie,
    Date,
    ETag,
    Expect,
    Expires,
    Host,
    KeepAlive,
    LastModified,
    Link,
    Location,
    MaxForwards,
    Pragma,
    ProxyAuthenticate,
    ProxyAuthorization,
    ProxyConnection,
    RetryAfter,
    Server,
    SetCookie,
    StrictTransportSecurity,
    TE,
    Trailer,
    TransferEncoding,
    Upgrade,
    UserAgent,
    Vary,
    Via,
    Warning,
    WwwAuthenticate,
#pragma warning restore CS1591
}
