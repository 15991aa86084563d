using System.IO;
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
            stream.CertificateFault = CertificateCheck.Describe(
                certificate as X509Certificate2, chain, errors, stream.TargetHostName);
        }

        return errors == SslPolicyErrors.None;
    };

    /// <summary>What is wrong with the certificate; null as long as nothing is known.</summary>
    public string? CertificateFault { get; private set; }
}
