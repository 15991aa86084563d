namespace FastHttp.Tests.Transports;

/// <summary>By what TLS is spoken.</summary>
public enum TlsKind
{
    /// <summary>OpenSSL, called directly.</summary>
    OpenSsl,

    /// <summary>The runtime's stream.</summary>
    SslStream,
}
