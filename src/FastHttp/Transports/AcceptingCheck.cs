using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading;

namespace FastHttp.Transports;

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
