using System;
using System.Globalization;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;

namespace FastHttp.Load.Users;

// Accepts every certificate, as wrk does, and keeps what was wrong with the first one that does not hold. Shared by the
// connections of a lane; handshakes call it from any thread.
internal sealed class CertificateNote
{
    private string? _text;

    /// <summary>Subject, reason and expiry of the first bad certificate; null when there was none.</summary>
    public string? Text => Volatile.Read(ref _text);

    public bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None && Text is null)
        {
            Interlocked.CompareExchange(ref _text, Describe(certificate, chain, errors), null);
        }

        return true;
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

        DateTime end = DateTime.Parse(certificate.GetExpirationDateString(), CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture, $"{certificate.Subject} {reason} (it expires {end:yyyy-MM-dd})");
    }
}
