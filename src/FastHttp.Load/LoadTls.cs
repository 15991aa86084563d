using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FastHttp.Load.Planning;

namespace FastHttp.Load;

/// <summary>
/// How TLS is spoken. A load test measures and keeps no secrets, so any certificate will do at first. Immutable.
/// </summary>
public sealed record LoadTls
{
    /// <summary>Accepts every certificate.</summary>
    public static LoadTls AcceptAny { get; } = new();

    /// <summary>Whether the target's certificate is checked.</summary>
    public bool Verifies { get; init; }

    /// <summary>The certificates to trust instead of the system's roots; null for those.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>The certificate to show to a target that asks; null for none.</summary>
    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>The versions to speak; none for those of the system.</summary>
    public SslProtocols Versions { get; init; } = SslProtocols.None;

    /// <summary>The name to ask for and to check, instead of the target's host; null for that.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether a connection resumes the session of an earlier one, as clients do that come back.</summary>
    public bool ResumesSessions { get; init; } = true;

    /// <summary>The cipher suites to offer; null for those of the system.</summary>
    public CipherSuitesPolicy? CipherSuites { get; init; }

    internal TlsPlan ToPlan() => new()
    {
        Verifies = Verifies || Roots is not null,
        Roots = Roots,
        Client = Certificate,
        Versions = Versions,
        ServerName = ServerName,
        ResumesSessions = ResumesSessions,
        CipherSuites = CipherSuites,
    };
}
