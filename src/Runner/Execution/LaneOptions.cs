using System;
using System.Net.Security;
using FastHttp;
using Runner.Planning;

namespace Runner.Execution;

// The limits under which a load generator talks: it measures what the target sends, however large, and verifies no
// certificate (wrk.md §2.12).
internal static class LaneOptions
{
    private static readonly TimeSpan s_shortestConnectTimeout = TimeSpan.FromSeconds(1);

    public static FastHttpOptions From(RunPlan plan) => new()
    {
        MaxBodyBytes = long.MaxValue,
        ConnectTimeout = plan.Timeout > s_shortestConnectTimeout ? plan.Timeout : s_shortestConnectTimeout,

        // A load generator counts late answers and abandons them by itself.
        ResponseHeadTimeout = TimeSpan.Zero,
        ReadIdleTimeout = TimeSpan.Zero,
        WriteTimeout = TimeSpan.Zero,
        RequestTimeout = TimeSpan.Zero,
        Tls = plan.Target.IsTls ? AcceptAnyCertificate(plan.Target.Host) : null,
    };

    private static SslClientAuthenticationOptions AcceptAnyCertificate(string host) => new()
    {
        TargetHost = host,
#pragma warning disable CA5359 // As wrk does: a load test measures, it does not keep secrets.
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
    };
}
