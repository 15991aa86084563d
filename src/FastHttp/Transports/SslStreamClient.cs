using System;
using System.Net.Security;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>Speaks TLS by SslStream, which remembers sessions by itself.</summary>
internal sealed class SslStreamClient(SslClientAuthenticationOptions template) : TlsClient
{
    public override void Secure(
        TransportConnection transport, string serverName, object peer, ISecureHandler handler) =>
        _ = SecureAsync(transport, OptionsFor(template, serverName), handler);

    private static async Task SecureAsync(
        TransportConnection transport, SslClientAuthenticationOptions options, ISecureHandler handler)
    {
        SecureOutcome outcome = await TlsTransport.SecureAsync(transport, options).ConfigureAwait(false);
        transport.Loop.Execute(
            static state => state.Handler.OnSecured(state.Outcome), (Handler: handler, Outcome: outcome));
    }

    private static SslClientAuthenticationOptions OptionsFor(SslClientAuthenticationOptions template, string name)
    {
        if (template.TargetHost == name && template.RemoteCertificateValidationCallback is not null)
        {
            return template;
        }

        SslClientAuthenticationOptions options = new()
        {
            TargetHost = name,
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
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            options.AllowRsaPkcs1Padding = template.AllowRsaPkcs1Padding;
            options.AllowRsaPssPadding = template.AllowRsaPssPadding;
        }

        return options;
    }
}
