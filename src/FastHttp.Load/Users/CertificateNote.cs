using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Users;

/// <summary>Keeps what is wrong with the first certificate that is shown. Any thread.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class CertificateNote
{
    private string? _text;

    /// <summary>Subject, reason and expiry of a bad certificate; null when there was none.</summary>
    internal string? Text => Volatile.Read(ref _text);

    /// <summary>Looks at a certificate. Returns whether it is in order.</summary>
    internal bool Look(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None && Text is null)
        {
            Interlocked.CompareExchange(ref _text, Describe(certificate, chain, errors), null);
        }

        return errors == SslPolicyErrors.None;
    }

    private static string Describe(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        string reason = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "is for another name"
            : chain?.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid) == true
                ? "is not valid at this time"
            : "is not issued by anyone who is trusted here";
        if (certificate is null)
        {
            return "there is none";
        }

        // The string that a certificate has of it is in the program's culture.
        DateTime end = ((X509Certificate2)certificate).NotAfter;
        return string.Create(
            CultureInfo.InvariantCulture, $"{certificate.Subject} {reason} (it expires {end:yyyy-MM-dd})");
    }
}
