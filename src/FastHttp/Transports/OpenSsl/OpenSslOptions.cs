using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FastHttp.Transports.OpenSsl;

/// <summary>What of the runtime's options OpenSSL can be told.</summary>
internal static class OpenSslOptions
{
    private const SslProtocols Known = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Why a set of options needs SslStream, as a phrase for people; null if it does not.</summary>
    public static string? WhyNot(SslClientAuthenticationOptions options)
    {
        if (options.RemoteCertificateValidationCallback is { } validation && validation.Target is not AcceptingCheck)
        {
            return "the certificate is validated by a callback";
        }

        if (options.LocalCertificateSelectionCallback is not null)
        {
            return "the client's certificate is chosen by a callback";
        }

        if ((options.EnabledSslProtocols & ~Known) != SslProtocols.None)
        {
            return "versions before TLS 1.2 are asked for";
        }

        if (!options.AllowRsaPkcs1Padding || !options.AllowRsaPssPadding
            || options.EncryptionPolicy != EncryptionPolicy.RequireEncryption)
        {
            return "signatures or the strength of encryption are chosen";
        }

        if (options.CertificateRevocationCheckMode != X509RevocationMode.NoCheck
            || (options.CertificateChainPolicy is { } policy && !IsPlain(policy)))
        {
            return "certificates are validated by a policy that looks further than to its roots";
        }

        if (options.TargetHost is { } target && !Ascii.IsValid(target))
        {
            return "the server's name is not ASCII";
        }

        return options.ClientCertificateContext is null && options.ClientCertificates is { Count: > 1 }
            ? "there are several certificates of the client to choose from"
            : HasUsableKey(options) ? null : "the key of the client's certificate cannot be exported";
    }

    /// <summary>What the client shows to a server that asks; null for nothing.</summary>
    public static SslStreamCertificateContext? ClientCertificateOf(SslClientAuthenticationOptions options) =>
        options.ClientCertificateContext
        ?? (SingleOf(options) is X509Certificate2 single
            ? SslStreamCertificateContext.Create(single, additionalCertificates: null, offline: true)
            : null);

    /// <summary>The private key, as PKCS #8; null if it cannot be had.</summary>
    public static byte[]? ExportKey(X509Certificate2 certificate)
    {
        try
        {
            using AsymmetricAlgorithm? key =
                (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? certificate.GetRSAPrivateKey();
            return key?.ExportPkcs8PrivateKey();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // No more than a choice of whom to trust.
    private static bool IsPlain(X509ChainPolicy policy) =>
        policy.RevocationMode == X509RevocationMode.NoCheck
        && policy.VerificationFlags == X509VerificationFlags.NoFlag
        && policy.VerificationTimeIgnored
        && policy.ApplicationPolicy.Count == 0
        && policy.CertificatePolicy.Count == 0
        && policy.ExtraStore.Count == 0;

    private static X509Certificate? SingleOf(SslClientAuthenticationOptions options) =>
        options.ClientCertificates is { Count: 1 } certificates ? certificates[0] : null;

    private static bool HasUsableKey(SslClientAuthenticationOptions options)
    {
        X509Certificate? shown = options.ClientCertificateContext?.TargetCertificate ?? SingleOf(options);
        if (shown is null)
        {
            return true;
        }

        byte[]? key = shown is X509Certificate2 certificate ? ExportKey(certificate) : null;
        CryptographicOperations.ZeroMemory(key);
        return key is not null;
    }
}
