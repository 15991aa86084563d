using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace FastHttp.Telemetry;

/// <summary>
/// The instruments of all clients of the process, with the names and attributes of OpenTelemetry's conventions for HTTP
/// clients. What a client holds is read when a listener asks. What a call took is recorded only while there is a
/// listener.
/// </summary>
internal static class ClientTelemetry
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "FastHttp";

    // The boundaries that the conventions recommend, in seconds.
    private static readonly InstrumentAdvice<double> s_requestTimes = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private static readonly InstrumentAdvice<double> s_connectionTimes = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300],
    };

    // Weak: a client that its user does not dispose may still be collected.
    private static readonly ConditionalWeakTable<IObservedPools, object> s_clients = [];

    private static readonly Meter s_meter = Create();

    /// <summary>Source of one activity for each call.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>From the start of a call to its end, all attempts together.</summary>
    public static Histogram<double> RequestDuration { get; } = s_meter.CreateHistogram(
        "http.client.request.duration", "s", "Duration of HTTP client requests.", null, s_requestTimes);

    /// <summary>From the start of a call to the moment at which it has a connection.</summary>
    public static Histogram<double> TimeInQueue { get; } = s_meter.CreateHistogram(
        "http.client.request.time_in_queue", "s", "The time that requests spent waiting for a connection.", null,
        s_requestTimes);

    /// <summary>How long a connection was open.</summary>
    public static Histogram<double> ConnectionDuration { get; } = s_meter.CreateHistogram(
        "http.client.connection.duration", "s", "The duration of outbound HTTP connections.", null,
        s_connectionTimes);

    /// <summary>Shows the pools of a client to listeners.</summary>
    public static void Add(IObservedPools pools) => s_clients.AddOrUpdate(pools, pools);

    /// <summary>The client is no more.</summary>
    public static void Remove(IObservedPools pools) => s_clients.Remove(pools);

    private static Meter Create()
    {
        Meter meter = new(Name);
        meter.CreateObservableUpDownCounter(
            "http.client.open_connections", Connections, "{connection}",
            "Number of outbound HTTP connections that are active or idle.");
        meter.CreateObservableUpDownCounter(
            "http.client.active_requests", Requests, "{request}", "Number of HTTP requests that are under way.");
        meter.CreateObservableCounter(
            "fasthttp.client.retries", Retries, "{request}", "Number of requests that were sent again.");
        return meter;
    }

    private static IEnumerable<Measurement<long>> Connections()
    {
        foreach ((IObservedPools pools, _) in s_clients)
        {
            foreach (IObservedPool pool in pools.All)
            {
                PoolStatistics now = pool.Statistics;
                yield return new(now.InUse, pool.Tags.WithState("active"));
                yield return new(now.Idle, pool.Tags.WithState("idle"));
            }
        }
    }

    private static IEnumerable<Measurement<long>> Requests()
    {
        foreach ((IObservedPools pools, _) in s_clients)
        {
            foreach (IObservedPool pool in pools.All)
            {
                yield return new(pool.PendingCount, pool.Tags.Peer);
            }
        }
    }

    private static IEnumerable<Measurement<long>> Retries()
    {
        foreach ((IObservedPools pools, _) in s_clients)
        {
            foreach (IObservedPool pool in pools.All)
            {
                yield return new(pool.Statistics.Retries, pool.Tags.Peer);
            }
        }
    }
}
