using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FastHttp.Transports;
using FastHttp.Transports.OpenSsl;

namespace FastHttp.Tests.Transports;

/// <summary>Options that lead to one or the other implementation.</summary>
internal static class TestTls
{
    /// <summary>
    /// The options, made such that they are spoken by <paramref name="kind"/>: a callback that decides as none would
    /// needs SslStream.
    /// </summary>
    public static SslClientAuthenticationOptions Of(this TlsKind kind, SslClientAuthenticationOptions options)
    {
        if (kind == TlsKind.SslStream)
        {
            options.RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback is null
                ? CheckedSslStream.Check
                : static (_, _, _, _) => true;
        }

        Assert.Equal(kind == TlsKind.OpenSsl, OpenSslOptions.WhyNot(options) is null);
        return options;
    }

    /// <summary>Trusts these certificates and no others.</summary>
    public static SslClientAuthenticationOptions Trusting(params X509Certificate2[] roots)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(roots);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }

    /// <summary>Trusts everyone.</summary>
    public static SslClientAuthenticationOptions TrustingAll() =>
        new() { RemoteCertificateValidationCallback = ServerCertificates.AcceptAny };
}
