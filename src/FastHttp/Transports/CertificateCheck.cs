using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FastHttp.Transports;

/// <summary>What is wrong with the certificate of a server, found and said.</summary>
internal static class CertificateCheck
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>
    /// Checks certificates as SslStream does. Takes a millisecond or more, and may have missing ones of the chain
    /// fetched.
    /// </summary>
    /// <param name="certificates">What the server showed, its own first.</param>
    /// <param name="options">Whom to trust.</param>
    /// <param name="target">The name that is expected.</param>
    /// <param name="verdict">Learns what was found, and decides; what is passed on is not valid after the call.</param>
    public static TResult Run<TResult>(
        IReadOnlyList<byte[]> certificates,
        SslClientAuthenticationOptions options,
        string target,
        Func<X509Certificate2?, X509Chain, SslPolicyErrors, TResult> verdict)
    {
        using X509Chain chain = new();
        chain.ChainPolicy = options.CertificateChainPolicy?.Clone() ?? new X509ChainPolicy
        {
            RevocationMode = options.CertificateRevocationCheckMode,
        };
        if (chain.ChainPolicy.ApplicationPolicy.Count == 0)
        {
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        }

        X509Certificate2Collection all = [];
        try
        {
            foreach (byte[] data in certificates)
            {
                all.Add(X509CertificateLoader.LoadCertificate(data));
            }

            X509Certificate2? own = all.Count == 0 ? null : all[0];
            chain.ChainPolicy.ExtraStore.AddRange(all);
            return verdict(own, chain, own is null
                ? SslPolicyErrors.RemoteCertificateNotAvailable
                : (chain.Build(own) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors)
                    | (IsFor(own, target) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateNameMismatch));
        }
        finally
        {
            foreach (X509ChainElement element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }

            foreach (X509Certificate2 certificate in all)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>Says what is wrong with a certificate.</summary>
    public static string Describe(
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

    private static bool IsFor(X509Certificate2 certificate, string target)
    {
        try
        {
            return certificate.MatchesHostname(target);
        }
        catch (ArgumentException)
        {
            // No name that a certificate could have.
            return false;
        }
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
