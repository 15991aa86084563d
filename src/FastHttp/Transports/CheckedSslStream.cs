using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace FastHttp.Transports;

/// <summary>
/// An SslStream that remembers what was wrong with the peer's certificate, which the runtime's exception does not say.
/// </summary>
internal sealed class CheckedSslStream(Stream inner) : SslStream(inner, leaveInnerStreamOpen: false)
{
    /// <summary>Accepts what the system accepts, as without a callback; keeps what speaks against the others.</summary>
    public static RemoteCertificateValidationCallback Check { get; } = static (sender, certificate, chain, errors) =>
    {
        if (errors != SslPolicyErrors.None && sender is CheckedSslStream stream)
        {
            stream.CertificateFault = Describe(certificate as X509Certificate2, chain, errors, stream.TargetHostName);
        }

        return errors == SslPolicyErrors.None;
    };

    /// <summary>What is wrong with the certificate; null as long as nothing is known.</summary>
    public string? CertificateFault { get; private set; }

    private static string Describe(
        X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, string target)
    {
        if (certificate is null)
        {
            return "the server showed no certificate";
        }

        List<string> faults = [];
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            faults.Add($"is not for {target} but for {Names(certificate)}");
        }

        X509ChainStatusFlags flags = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            flags |= status.Status;
        }

        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            DateTime now = DateTime.UtcNow;
            faults.Add(now > certificate.NotAfter.ToUniversalTime() ? $"expired on {Day(certificate.NotAfter)}"
                : now < certificate.NotBefore.ToUniversalTime() ? $"is valid from {Day(certificate.NotBefore)} only"
                : "is issued by one that is not valid at this time");
        }

        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            faults.Add(certificate.Subject == certificate.Issuer
                ? "is signed by itself and not trusted here"
                : "comes from an issuer that is not trusted here");
        }

        const X509ChainStatusFlags Told = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.UntrustedRoot
            | X509ChainStatusFlags.PartialChain;
        if ((flags & ~Told) != 0)
        {
            faults.Add($"has other faults ({flags & ~Told})");
        }

        string text = faults.Count == 0 ? errors.ToString() : string.Join(", and ", faults);
        return $"the certificate of {certificate.Subject}, issued by {certificate.Issuer}, {text}";
    }

    private static string Names(X509Certificate2 certificate)
    {
        List<string> names = [];
        foreach (X509Extension extension in certificate.Extensions)
        {
            if (extension is X509SubjectAlternativeNameExtension alternatives)
            {
                names.AddRange(alternatives.EnumerateDnsNames());
                foreach (IPAddress address in alternatives.EnumerateIPAddresses())
                {
                    names.Add(address.ToString());
                }
            }
        }

        return names.Count == 0 ? certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)
            : string.Join(", ", names);
    }

    private static string Day(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
