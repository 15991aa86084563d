using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using FastHttp.Load.Gates;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Planning;

/// <summary>
/// The whole decision of a run, made before anything starts. Immutable and shared by all lanes.
/// Invariant: 1 &lt;= Lanes &lt;= Connections, and the lanes' shares add up to Connections.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record RunPlan
{
    /// <summary>The end point to load; its host is the TLS server name.</summary>
    public required HttpEndPoint Target { get; init; }

    /// <summary>
    /// The target's addresses that accepted a connection just now, in the resolver's order; empty for a Unix socket.
    /// Lanes connect to the first, so that no name is resolved during the run.
    /// </summary>
    public required IReadOnlyList<IPEndPoint> Addresses { get; init; }

    /// <summary>The one request of a run that has no others.</summary>
    public required PreparedRequest Request { get; init; }

    /// <summary>What the run is called in its results, or null.</summary>
    internal string? RunName { get; init; }

    /// <summary>What else is said of it there.</summary>
    internal IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The command line as it could be typed into a shell, without passwords.</summary>
    public string CommandText { get; init; } = "";

    /// <summary>The URL as typed, for the report.</summary>
    public required string Url { get; init; }

    /// <summary>Number of event loops, each with a thread of its own.</summary>
    public required int Lanes { get; init; }

    /// <summary>Connections of all lanes together.</summary>
    public required int Connections { get; init; }

    /// <summary>How long is measured, without the warm-up.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// Whether users come and go by order while the lanes run, as in <c>runner locust</c>; connections are users then.
    /// </summary>
    public bool IsElastic { get; init; }

    /// <summary>Whether <see cref="Duration"/> was asked for, or is only far away.</summary>
    public bool HasTimeLimit { get; init; } = true;

    /// <summary>How long what is in flight at the end may take to be answered; zero cuts it.</summary>
    internal TimeSpan Drain { get; init; }

    /// <summary>After how many requests the run ends, as typed; 0 for no such limit.</summary>
    public long RequestLimit { get; init; }

    /// <summary>Limit of a response's latency; zero makes every response a timeout.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Limit of connecting and TLS; null for one that follows from <see cref="Timeout"/>.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How TLS is spoken.</summary>
    public TlsPlan Tls { get; init; } = TlsPlan.AcceptAny;

    /// <summary>Where connections come from, one after the other; empty for where the system says.</summary>
    public IReadOnlyList<IPAddress> LocalAddresses { get; init; } = [];

    /// <summary>After how many requests a connection is given up; 0 for never.</summary>
    internal int RequestsPerConnection { get; init; }

    /// <summary>Redirects to follow for each request.</summary>
    internal int MaxRedirects { get; init; }

    /// <summary>Whether each connection has a cookie jar.</summary>
    internal bool KeepsCookies { get; init; }

    /// <summary>How many requests a batch holds.</summary>
    internal int Pipeline { get; init; } = 1;

    /// <summary>The requests to send in turn, or to fill from data; null for the one request.</summary>
    public EntryPlan? Entries { get; init; }

    /// <summary>Where the target is tried, and its addresses looked for.</summary>
    public required Route Route { get; init; }

    /// <summary>What options are called in messages.</summary>
    internal OptionNames Names => Route.Names;

    /// <summary>How long the name took to resolve before the run; null where it did not have to be.</summary>
    public TimeSpan? DnsTime { get; init; }

    /// <summary>The proxy that connections tunnel through; null without, and where it takes whole URLs.</summary>
    public HttpProxy? Tunnel { get; init; }

    /// <summary>How much load, when.</summary>
    public LoadModel Load { get; init; } = LoadModel.ClosedLoop;

    /// <summary>What holds for a scenario alone; null for other runs.</summary>
    public ScenarioPlan? Scenario { get; init; }

    /// <summary>The conditions that the run has to meet.</summary>
    public GatePlan Gates { get; init; } = GatePlan.None;

    /// <summary>Makes whatever is drawn at random repeatable.</summary>
    internal int Seed { get; init; }

    /// <summary>The percentages of the percentiles to report; empty for those that wrk has.</summary>
    public IReadOnlyList<double> Percentiles { get; init; } = [];

    /// <summary>Whether the report has the percentiles, as with wrk --latency.</summary>
    public bool PrintLatency { get; init; }

    /// <summary>Whether the latency from the actual send is printed besides; only with a rate.</summary>
    public bool PrintUncorrected { get; init; }

    internal LatencyCorrection LatencyCorrection { get; init; }

    /// <summary>
    /// Whether the printed latency is corrected for coordinated omission afterwards; with a schedule, it was measured
    /// so.
    /// </summary>
    public bool CorrectsLatency => LatencyCorrection == LatencyCorrection.Wrk && Load.Rate is null;

    /// <summary>Whether a status makes an answer a failure; null for those above 399.</summary>
    internal Func<int, bool>? IsBadStatus => Gates.ExpectedStatus is null ? null : status => !Gates.Expects(status);

    /// <summary>Which transport the lanes use.</summary>
    public TransportChoice Transport { get; init; }

    /// <summary>Whether a program makes the requests, in batches of its own.</summary>
    internal bool HasOwnSource { get; init; }

    /// <summary>The script that makes the requests; null when the plan does.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>What a script is given as its arguments.</summary>
    public IReadOnlyList<string> ScriptArguments { get; init; } = [];

    /// <summary>The request's parts as planned, for sources that build further requests from them.</summary>
    public required TargetUrl ParsedUrl { get; init; }

    /// <summary>The request's header fields in wire order, Host included.</summary>
    public required IReadOnlyList<RequestHeader> Headers { get; init; }

    /// <summary>The header fields that were typed, without those that planning added.</summary>
    public IReadOnlyList<RequestHeader> TypedHeaders { get; init; } = [];

    /// <summary>Warnings about the input, to be printed before the run.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether the target is certainly on the machine that makes the load.</summary>
    internal bool IsOnThisMachine => Tunnel is null
        && (Target.UnixPath is not null
            || (Addresses.Count > 0 && Addresses.All(address => IPAddress.IsLoopback(address.Address))));

    /// <summary>Where lanes connect to, unless a script tells them otherwise.</summary>
    public EndPoint Address => Target.UnixPath is { } path
        ? new UnixDomainSocketEndPoint(path)
        : Addresses[0];

    /// <summary>
    /// The share of one lane; the first lanes take one more each when the division leaves a remainder.
    /// </summary>
    public int ConnectionsOf(int lane) => ShareOf(Connections, lane);

    /// <summary>Returns how many connections the lanes before one have together.</summary>
    public int ConnectionsBefore(int lane) => (lane * (Connections / Lanes)) + Math.Min(lane, Connections % Lanes);

    /// <summary>One lane's share of a number, dealt out one by one: the shares add up, and where the number grows, none
    /// becomes smaller.</summary>
    internal int ShareOf(int number, int lane)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lane);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lane, Lanes);
        return (number / Lanes) + (lane < number % Lanes ? 1 : 0);
    }

    /// <summary>One lane's share of a number, by its connections; the shares add up.</summary>
    internal int ShareByConnections(int number, int lane)
    {
        int after = ConnectionsBefore(lane) + ConnectionsOf(lane);
        return Part(after) - Part(ConnectionsBefore(lane));

        // Rounded half up.
        int Part(int connections) => (int)(((2L * number * connections) + Connections) / (2L * Connections));
    }
}

/// <summary>How latency figures treat requests that a stalled closed loop did not send.</summary>
public enum LatencyCorrection
{
    /// <summary>Put them in afterwards, as wrk always does.</summary>
    Wrk,

    /// <summary>Print what was measured.</summary>
    None,
}

/// <summary>Which transport the user asked for.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum TransportChoice
{
    /// <summary>What is fastest on this system.</summary>
    Auto,

    /// <summary>epoll, on Linux.</summary>
    Epoll,

    /// <summary>The sockets of .NET.</summary>
    Sockets,
}
