using System;
using System.Net.Sockets;
using FastHttp.Load;
using Runner.Options;

namespace Runner.Planning;

// What was typed, as the engine takes it, but for what is read from files or follows from the URL.
internal static class TypedOptions
{
    // The target is of no account here; what is typed is read by wrk's grammar.
    private static readonly Uri s_target = new("http://target/");

    public static LoadOptions Of(CliOptions options)
    {
        PaceOptions load = options.Load;
        RequestOptions request = options.Request;
        bool followsStages = load.Rate is null && load.Stages.Count > 0;
        return new LoadOptions
        {
            Target = s_target,
            Connections = followsStages && !load.AreConnectionsTyped ? null : (int)options.Connections,
            Threads = (int)options.Threads,
            Duration = load.IsDurationTyped ? options.Duration : null,
            RequestCount = load.Requests,
            Rate = load.Rate?.From,
            RateAtEnd = load.Rate is { IsRamp: true } ramp ? ramp.To : null,
            Stages = load.Stages,
            Warmup = load.Warmup,
            Drain = load.Drain,
            ThinkTime = load.Think,
            Pipeline = (int)load.Pipeline,
            BatchLatency = load.BatchLatency,
            Seed = (int)load.Seed,
            Order = request.UrlsOrder,
            DataMode = request.DataMode,
            MaxRedirects = request.MaxRedirects,
            KeepsCookies = request.KeepsCookies,
            RequestsPerConnection =
                request.NoKeepAlive ? 1 : (int)Math.Min(int.MaxValue, request.RequestsPerConnection),
            Timeout = options.Timeout,
            ConnectTimeout = options.Connection.ConnectTimeout > TimeSpan.Zero
                ? options.Connection.ConnectTimeout
                : null,
            AddressFamily = options.Connection.OnlyIPv4 ? AddressFamily.InterNetwork
                : options.Connection.OnlyIPv6 ? AddressFamily.InterNetworkV6
                : AddressFamily.Unspecified,
            LocalAddresses = options.Connection.LocalAddresses,
            UnixSocketPath = options.UnixSocketPath,
            LatencyCorrection = options.LatencyCorrection,
            Percentiles = options.Output.Percentiles,
            Thresholds = options.Gates.Thresholds,
            ExpectStatus = options.Gates.ExpectStatus,
            ExpectBody = options.Gates.ExpectBody,
            AbortOnFail = options.Gates.AbortOnFail,
            Name = options.RunName,
            Tags = options.Tags,
        };
    }
}
