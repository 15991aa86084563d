using System.Net.Security;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>From an end point and the options to what a handshake needs.</summary>
internal static class TlsOptions
{
    public static SslClientAuthenticationOptions For(HttpEndPoint endPoint, FastHttpOptions options)
    {
        SslClientAuthenticationOptions? template = options.SslOptions;
        if (template is null)
        {
            return new SslClientAuthenticationOptions
            {
                TargetHost = endPoint.ServerName,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                RemoteCertificateValidationCallback = CheckedSslStream.Check,
            };
        }

        if (template is { TargetHost: not null, RemoteCertificateValidationCallback: not null })
        {
            return template;
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = template.TargetHost ?? endPoint.ServerName,
            ApplicationProtocols = template.ApplicationProtocols ?? [SslApplicationProtocol.Http11],
            AllowRenegotiation = template.AllowRenegotiation,
            AllowTlsResume = template.AllowTlsResume,
            CertificateChainPolicy = template.CertificateChainPolicy,
            CertificateRevocationCheckMode = template.CertificateRevocationCheckMode,
            CipherSuitesPolicy = template.CipherSuitesPolicy,
            ClientCertificateContext = template.ClientCertificateContext,
            ClientCertificates = template.ClientCertificates,
            EnabledSslProtocols = template.EnabledSslProtocols,
            EncryptionPolicy = template.EncryptionPolicy,
            LocalCertificateSelectionCallback = template.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback =
                template.RemoteCertificateValidationCallback ?? CheckedSslStream.Check,
        };
    }
}
