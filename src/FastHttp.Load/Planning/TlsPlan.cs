using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace FastHttp.Load.Planning;

// How TLS is spoken. Certificates have been loaded. Immutable.
internal sealed record TlsPlan
{
    public static TlsPlan AcceptAny { get; } = new();

    /// <summary>Whether the server's certificate is checked; wrk never does.</summary>
    public bool Verifies { get; init; }

    /// <summary>What is trusted instead of the system's roots, or null.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>What we show to a server that asks, or null.</summary>
    public SslStreamCertificateContext? Client { get; init; }

    public SslProtocols Versions { get; init; } = SslProtocols.None;

    /// <summary>The name to ask for and to check, instead of the URL's host.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether a connection resumes the session of an earlier one.</summary>
    public bool ResumesSessions { get; init; } = true;

    /// <summary>What is offered instead of the system's cipher suites, or null.</summary>
    public CipherSuitesPolicy? CipherSuites { get; init; }
}
