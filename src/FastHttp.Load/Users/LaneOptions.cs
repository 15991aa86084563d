using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FastHttp.Load.Planning;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Users;

/// <summary>
/// The limits under which a load generator talks: it measures what the target sends, however large, and verifies a
/// certificate only if asked to.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class LaneOptions
{
    // HTTP_MAX_HEADER_SIZE of wrk's parser.
    private const int MaxHeadBytes = 80 * 1024;

    private static readonly TimeSpan s_shortestConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>One set for each local address, to be used in turn; one if the system chooses.</summary>
    internal static FastHttpOptions[] From(
        RunPlan plan, CertificateNote certificates, IResponseObserver observer)
    {
        SslClientAuthenticationOptions? tls = plan.Target.IsTls
            ? TlsOf(plan.Tls, plan.Target.Host, certificates)
            : null;
        TimeSpan connectTimeout = plan.ConnectTimeout
            ?? (plan.Timeout > s_shortestConnectTimeout ? plan.Timeout : s_shortestConnectTimeout);
        IPAddress?[] addresses = plan.LocalAddresses.Count > 0 ? [.. plan.LocalAddresses] : [null];
        return [.. addresses.Select(address => new FastHttpOptions
        {
            MaxBodyBytes = long.MaxValue,
            ContinueOnLoop = true,

            // As large a head as wrk takes, with as many fields as fit.
            MaxHeadBytes = MaxHeadBytes,
            MaxHeaderCount = int.MaxValue,
            ConnectTimeout = connectTimeout,

            // A load generator counts late answers and abandons them by itself.
            ResponseHeadTimeout = TimeSpan.Zero,
            ReadIdleTimeout = TimeSpan.Zero,
            WriteTimeout = TimeSpan.Zero,
            RequestTimeout = TimeSpan.Zero,
            LocalAddress = address,
            SslOptions = tls,
            Proxy = plan.Tunnel,
            ResponseObserver = observer,
        })];
    }

    /// <summary>The options of .NET for TLS to a host, by a plan.</summary>
    public static SslClientAuthenticationOptions TlsOf(
        TlsPlan plan, string host, CertificateNote? certificates = null)
    {
        SslClientAuthenticationOptions options = new()
        {
            // RFC 6066 §3: a name in TLS has no dot at its end.
            TargetHost = plan.ServerName ?? host.TrimEnd('.'),
            ClientCertificateContext = plan.Client,
            EnabledSslProtocols = plan.Versions,
            AllowTlsResume = plan.ResumesSessions,
            CipherSuitesPolicy = plan.CipherSuites,
        };
        if (!plan.Verifies)
        {
            // As wrk does: a load test measures, it does not keep secrets.
            options.RemoteCertificateValidationCallback = certificates is null
                ? ServerCertificates.AcceptAny
                : ServerCertificates.AcceptAnyButShow(certificates.Look);
        }
        else if (plan.Roots is { } roots)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        return options;
    }
}
