using System;
using System.Net.Security;

namespace FastHttp.Transports;

/// <summary>
/// Callbacks for <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/> that the client
/// knows, so that it need not build a chain of certificates for every connection, as it has to for another callback.
/// </summary>
public static class ServerCertificates
{
#pragma warning disable CA5359 // To accept every certificate is what these are for.
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
#pragma warning restore CA5359
}
