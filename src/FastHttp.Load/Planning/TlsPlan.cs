using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>How TLS is spoken. Certificates have been loaded. Immutable.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record TlsPlan
{
    internal static TlsPlan AcceptAny { get; } = new();

    /// <summary>Whether the server's certificate is checked; wrk never does.</summary>
    public bool Verifies { get; init; }

    /// <summary>What is trusted instead of the system's roots, or null.</summary>
    internal X509Certificate2Collection? Roots { get; init; }

    /// <summary>What we show to a server that asks, or null.</summary>
    internal SslStreamCertificateContext? Client { get; init; }

    internal SslProtocols Versions { get; init; } = SslProtocols.None;

    /// <summary>The name to ask for and to check, instead of the URL's host.</summary>
    internal string? ServerName { get; init; }

    /// <summary>Whether a connection resumes the session of an earlier one.</summary>
    internal bool ResumesSessions { get; init; } = true;

    /// <summary>What is offered instead of the system's cipher suites, or null.</summary>
    internal CipherSuitesPolicy? CipherSuites { get; init; }
}
