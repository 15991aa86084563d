using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using FastHttp.Load.Planning;
using FastHttp.Transports;

namespace FastHttp.Load;

/// <summary>What a <see cref="LoadTest"/> does. Immutable.</summary>
/// <remarks>
/// <see cref="Duration"/>, <see cref="Timeout"/>, <see cref="ConnectTimeout"/>, <see cref="Drain"/> and
/// <see cref="WaitFor"/> take <see cref="TimeSpan.MaxValue"/> and
/// <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> as no limit.
/// </remarks>
public sealed record LoadOptions
{
    /// <summary>
    /// The URL to load, with <c>http</c> or <c>https</c>. Its path and query are sent where no other option names any.
    /// </summary>
    public required Uri Target { get; init; }

    /// <summary>Connections to keep open, each with one user; null for 10, or for none before <see cref="Stages"/>.
    /// </summary>
    public int? Connections { get; init; }

    /// <summary>Threads that share the connections, at most one for each; null for 2.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// How long is measured; null for as long as <see cref="Stages"/> take, for no limit where
    /// <see cref="RequestCount"/> is set, and else for 10 seconds. Without a limit, the test goes on until it is
    /// cancelled.
    /// </summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>After how many requests the test ends; null for no such limit.</summary>
    public long? RequestCount { get; init; }

    /// <summary>Requests a second in total; null for as many as the target answers.</summary>
    public double? Rate { get; init; }

    /// <summary>The rate at the end, to which it goes in a straight line; null for a constant one.</summary>
    public double? RateAtEnd { get; init; }

    /// <summary>How the rate changes, or, without a rate, the number of connections.</summary>
    public IReadOnlyList<LoadStage> Stages { get; init; } = [];

    /// <summary>
    /// How long requests that are in flight at the end may take to be answered, while no new ones start; zero to cut
    /// them. Their answers count, the time does not.
    /// </summary>
    public TimeSpan Drain { get; init; }

    /// <summary>Load before the measured time.</summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>How long a user waits between an answer and its next request.</summary>
    public TimeRange ThinkTime { get; init; }

    /// <summary>How many requests a user sends at once.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>With a pipeline and a rate: one latency for a batch instead of one for each response.</summary>
    public bool BatchLatency { get; init; }

    /// <summary>The seed of everything that is drawn at random, so that a test can be repeated.</summary>
    public int Seed { get; init; }

    /// <summary>The method of the request.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>The header fields of every request, in this order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body of the request; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The requests to send in turn; empty for the one request that <see cref="Target"/> describes.</summary>
    public IReadOnlyList<LoadRequest> Requests { get; init; } = [];

    /// <summary>The order in which <see cref="Requests"/> are sent.</summary>
    public RequestOrder Order { get; init; }

    /// <summary>What <c>{{column}}</c> in targets, header fields and bodies is filled from; null for nothing.</summary>
    public LoadData? Data { get; init; }

    /// <summary>Which row of <see cref="Data"/> goes into the next request.</summary>
    public DataMode DataMode { get; init; }

    /// <summary>
    /// Makes the requests of a thread, by its number; null for those that are described here. The test disposes it
    /// where it can be disposed.
    /// </summary>
    public Func<int, IRequestSource>? Source { get; init; }

    /// <summary>
    /// What a user does, from its beginning to its end: one iteration. When it has ended, or failed, a new user takes
    /// its place; null for users that ask for what is described here. <see cref="Rate"/> counts iterations then, and
    /// <see cref="Connections"/> users. Called on the threads of the test, and must not block them.
    /// </summary>
    public Func<LoadUser, ValueTask>? User { get; init; }

    /// <summary>Several kinds of users, instead of <see cref="User"/>.</summary>
    public IReadOnlyList<LoadUserKind> Users { get; init; } = [];

    /// <summary>
    /// With <see cref="User"/> and <see cref="Rate"/>, how many users there may be when iterations take longer than
    /// expected; null for <see cref="Connections"/>.
    /// </summary>
    public int? MaxUsers { get; init; }

    /// <summary>Redirects to follow for each request.</summary>
    public int MaxRedirects { get; init; }

    /// <summary>
    /// Whether each connection keeps the cookies that responses set; with <see cref="User"/>, each iteration.
    /// </summary>
    public bool KeepsCookies { get; init; }

    /// <summary>After how many requests a connection is given up; 0 for never.</summary>
    public int RequestsPerConnection { get; init; }

    /// <summary>The longest that an answer may take; a later one counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest that connecting may take, TLS included; null for <see cref="Timeout"/>.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How long to wait for the target to accept connections; zero for not at all.</summary>
    public TimeSpan WaitFor { get; init; }

    /// <summary>The addresses of the target, instead of what a resolver says; empty to ask one.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>
    /// The host and port that connections go to instead of the target's, or the proxy's; what is asked for there stays
    /// the same. Null for none.
    /// </summary>
    public DnsEndPoint? ConnectTo { get; init; }

    /// <summary>The only family of addresses to connect to; unspecified for any.</summary>
    public AddressFamily AddressFamily { get; init; } = AddressFamily.Unspecified;

    /// <summary>Where connections come from, one after the other; empty for where the system says.</summary>
    public IReadOnlyList<IPAddress> LocalAddresses { get; init; } = [];

    /// <summary>The path of the socket to connect to instead of the target's address; null for none.</summary>
    public string? UnixSocketPath { get; init; }

    /// <summary>
    /// The proxy; null for none. One of HTTP is asked for the whole URL of plain targets, unless it tunnels those, too.
    /// </summary>
    public HttpProxy? Proxy { get; init; }

    /// <summary>How TLS is spoken.</summary>
    public LoadTls Tls { get; init; } = LoadTls.AcceptAny;

    /// <summary>The transport; null for the best that the system has.</summary>
    public Transport? Transport { get; init; }

    /// <summary>How latency treats requests that a stalled closed loop did not send.</summary>
    public LatencyCorrection LatencyCorrection { get; init; }

    /// <summary>Further percentiles for the document, in percent.</summary>
    public IReadOnlyList<double> Percentiles { get; init; } = [];

    /// <summary>
    /// The thresholds that have to hold, such as <c>p99&lt;250ms</c>, <c>error_rate&lt;1%</c> or <c>rps&gt;1k</c>.
    /// </summary>
    public IReadOnlyList<string> Thresholds { get; init; } = [];

    /// <summary>The statuses that answers may have, such as <c>2xx</c> or <c>200,301</c>; null for any below 400.
    /// </summary>
    public string? ExpectStatus { get; init; }

    /// <summary>A text that every body holds, or <c>/pattern/</c>; null for any body.</summary>
    public string? ExpectBody { get; init; }

    /// <summary>Whether the test ends as soon as a threshold is missed.</summary>
    public bool AbortOnFail { get; init; }

    /// <summary>What the test is called in its document; null for nothing.</summary>
    public string? Name { get; init; }

    /// <summary>The tags of the test in its document.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
