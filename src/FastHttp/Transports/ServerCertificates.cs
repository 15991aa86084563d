using System;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;

namespace FastHttp.Transports;

/// <summary>
/// Callbacks for <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/> that the client knows,
/// so that it need not build a chain of certificates for every connection, as it has to for another callback.
/// </summary>
public static class ServerCertificates
{
    /// <summary>Accepts every certificate, as a load test does: such a connection keeps no secret.</summary>
    public static RemoteCertificateValidationCallback AcceptAny { get; } = new AcceptingCheck(null).Check;

    /// <summary>Accepts every certificate, and has the first one shown.</summary>
    /// <param name="show">
    /// Is called once, on any thread, with the certificate and what is wrong with it. What it returns is ignored.
    /// </param>
    public static RemoteCertificateValidationCallback AcceptAnyButShow(RemoteCertificateValidationCallback show)
    {
        ArgumentNullException.ThrowIfNull(show);
        return new AcceptingCheck(show).Check;
    }
}

/// <summary>Accepts every certificate and shows the first. Thread-safe.</summary>
internal sealed class AcceptingCheck(RemoteCertificateValidationCallback? show)
{
    private RemoteCertificateValidationCallback? _show = show;

    /// <summary>Whether nothing has been shown that was to be.</summary>
    public bool IsCurious => Volatile.Read(ref _show) is not null;

    public bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        TakeShow()?.Invoke(sender, certificate, chain, errors);
        return true;
    }

    /// <summary>What is to be shown the certificate; null if it was taken before.</summary>
    public RemoteCertificateValidationCallback? TakeShow() =>
        IsCurious ? Interlocked.Exchange(ref _show, null) : null;
}
