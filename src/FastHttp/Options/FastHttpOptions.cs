using System;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Addresses;
using FastHttp.Messages;
using FastHttp.Options;
using FastHttp.Stability;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Every limit and time of connections, exchanges and pools. Immutable; share one instance, and change a copy by
/// <c>with</c>. A time of zero, or <see cref="Timeout.InfiniteTimeSpan"/>, turns its limit off, and then costs nothing.
/// </summary>
/// <remarks>Checked once, when a connection or client is made of it. Two objects are equal only if they are one.
/// </remarks>
public sealed record FastHttpOptions
{
    private ExchangeTimes? _times;
    // Null where the caller leaves the choice: a client and a handler of HttpClient then choose differently.
    private TimeSpan? _unreadBodyTimeout;
    private TimeSpan? _responseHeadTimeout;
    private TimeSpan? _readIdleTimeout;
    private TimeSpan? _writeTimeout;
    private TimeSpan? _requestTimeout;
    private TimeSpan? _poolWaitTimeout;
    private int? _maxConnectionsPerServer;
    private int? _maxHeaderCount;
    private int? _maxPipelineDepth;
    private bool _isOfHandler;

    /// <summary>The defaults.</summary>
    public static FastHttpOptions Default { get; } = new();

    /// <summary>Bytes of a response head: status line, field lines and the empty line. 64 KiB unless set.
    /// </summary>
    public int MaxHeadBytes { get; init; } = ResponseLimits.Default.MaxHeadBytes;

    /// <summary>Field lines of a response head, and of a trailer section. 256 unless set.</summary>
    public int MaxHeaderCount
    {
        get => _maxHeaderCount ?? ResponseLimits.Default.MaxHeaderCount;
        init => _maxHeaderCount = value;
    }

    /// <summary>Interim (1xx) responses before the final one. 100 unless set.</summary>
    public int MaxInterimResponses { get; init; } = ResponseLimits.Default.MaxInterimResponses;

    /// <summary>Bytes of a decoded response body; <see cref="long.MaxValue"/> for no limit but that of an array where
    /// the body is kept. 64 MiB unless set.</summary>
    public long MaxBodyBytes { get; init; } = ResponseLimits.Default.MaxBodyBytes;

    /// <summary>Bytes of a response body that is streamed; <see cref="long.MaxValue"/> for no limit. What comes of it
    /// while its request is still sent is kept, so <see cref="MaxBodyBytes"/> limits that.</summary>
    public long MaxStreamedBodyBytes { get; init; } = ResponseLimits.Default.MaxStreamedBodyBytes;

    /// <summary>
    /// Bytes that are read and dropped when a streamed body is left before its end, so that its connection can be used
    /// again; with more to come, the connection is closed.
    /// </summary>
    public long MaxResponseDrainSize { get; init; } = ResponseLimits.Default.MaxResponseDrainSize;

    /// <summary>How long that may take; then the connection is closed. 2 seconds unless set.</summary>
    public TimeSpan ResponseDrainTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long bytes of a streamed body may wait for their reader while there is no room for more: then the
    /// connection breaks as <see cref="HttpError.BodyTimeout"/>. So a response that was forgotten keeps no connection.
    /// 2 minutes unless set.
    /// </summary>
    public TimeSpan UnreadBodyTimeout
    {
        get => _unreadBodyTimeout ?? TimeSpan.FromMinutes(2);
        init => _unreadBodyTimeout = value;
    }

    /// <summary>Time allowed for the name, connecting, the proxy and the TLS handshake together: <see
    /// cref="HttpError.DnsTimeout"/>, <see cref="HttpError.ConnectTimeout"/> or <see cref="HttpError.TlsTimeout"/>. 10
    /// seconds unless set.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time allowed from the end of the request to the end of the response's final head:
    /// <see cref="HttpError.HeadTimeout"/>. 30 seconds unless set.
    /// </summary>
    public TimeSpan ResponseHeadTimeout
    {
        get => _responseHeadTimeout ?? TimeSpan.FromSeconds(30);
        init => _responseHeadTimeout = value;
    }

    /// <summary>How long a response body may pause: <see cref="HttpError.BodyTimeout"/>. 30 seconds unless set.
    /// </summary>
    public TimeSpan ReadIdleTimeout
    {
        get => _readIdleTimeout ?? TimeSpan.FromSeconds(30);
        init => _readIdleTimeout = value;
    }

    /// <summary>
    /// How long a piece of the request may wait for the system to take it: <see cref="HttpError.WriteTimeout"/>. A long
    /// body has this time for each of its pieces. 30 seconds unless set.
    /// </summary>
    public TimeSpan WriteTimeout
    {
        get => _writeTimeout ?? TimeSpan.FromSeconds(30);
        init => _writeTimeout = value;
    }

    /// <summary>
    /// How long a request with <see cref="FastHttpRequest.ExpectContinue"/> waits for the server before it sends its
    /// body all the same. A second unless set.
    /// </summary>
    public TimeSpan Expect100ContinueTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time allowed for the whole call: waiting for a connection, all attempts, the body:
    /// <see cref="HttpError.RequestTimeout"/>. A streamed body is not part of the call. 100 seconds unless set.
    /// </summary>
    public TimeSpan RequestTimeout
    {
        get => _requestTimeout ?? TimeSpan.FromSeconds(100);
        init => _requestTimeout = value;
    }

    /// <summary>Connections of a client to one end point, in use or idle. 512 unless set.</summary>
    public int MaxConnectionsPerServer
    {
        get => _maxConnectionsPerServer ?? 512;
        init => _maxConnectionsPerServer = value;
    }

    /// <summary>Connections of a client to one end point that may be opened at the same time. No limit unless set.
    /// </summary>
    public int MaxConcurrentConnects { get; init; } = int.MaxValue;

    /// <summary>
    /// Calls that may wait for a connection to one end point; one more fails as <see cref="HttpError.PoolExhausted"/>.
    /// 0 forbids waiting; a call that finds no idle connection but may open one never counts as waiting. 10,000 unless
    /// set.
    /// </summary>
    public int MaxWaiters { get; init; } = 10_000;

    /// <summary>How long a call may wait for a connection: <see cref="HttpError.PoolWaitTimeout"/>. 10 seconds
    /// unless set.</summary>
    public TimeSpan PoolWaitTimeout
    {
        get => _poolWaitTimeout ?? TimeSpan.FromSeconds(10);
        init => _poolWaitTimeout = value;
    }

    /// <summary>
    /// How long a connection may be idle before a client closes it. A server that announces less, by
    /// <c>Keep-Alive: timeout</c>, is taken at its word, less a second. A minute unless set.
    /// </summary>
    public TimeSpan PooledConnectionIdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a client uses a connection; it ends between exchanges. Make it finite where addresses behind a
    /// name change. Infinite unless set.
    /// </summary>
    public TimeSpan PooledConnectionLifetime { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Exchanges after which a client closes a connection; 0 for no limit.</summary>
    public int MaxRequestsPerConnection { get; init; }

    /// <summary>
    /// Decides which requests a client sends again. Null for the rule that needs no decision: once, if the connection
    /// was idle before and ended without a byte of a response, and the request is idempotent.
    /// </summary>
    public IRetryPolicy? RetryPolicy { get; init; }

    /// <summary>Attempts that one call may make, the first included, whatever <see cref="RetryPolicy"/> says. 5
    /// unless set.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>
    /// Whether code after an awaited call continues on the connection's loop, at once. False, the default, continues it
    /// on the thread pool, where it may block. True is faster, and for code that never blocks: a <c>.Result</c> there
    /// would hang the loop, and with it every connection and timer of the loop.
    /// </summary>
    /// <remarks>Also decides where the producer of a request body runs, <see cref="ConnectCallback"/> and
    /// <see cref="Resolve"/>.</remarks>
    public bool ContinueOnLoop { get; init; }

    /// <summary>The transport of a client's connections; null for the best one, on loops that the process shares.
    /// </summary>
    public Transport? Transport { get; init; }

    /// <summary>Loops that a client makes of <see cref="Transport"/>; 0 for half the processors.</summary>
    public int LoopCount { get; init; }

    /// <summary>
    /// Connects instead of the client: for proxies, tunnels, tests. The pipe becomes the connection's own; if it is
    /// disposable it is disposed at the end. TLS is spoken over it if the end point asks for it. An exception becomes
    /// <see cref="HttpError.ConnectFailed"/>, or the reason of an <see cref="HttpException"/>.
    /// </summary>
    public Func<HttpEndPoint, CancellationToken, ValueTask<IDuplexPipe>>? ConnectCallback { get; init; }

    /// <summary>
    /// Resolves host names instead of the system; several addresses are tried in its order, the families in turn. Not
    /// asked for address literals. A <see cref="System.Net.Sockets.SocketException"/>, or no address, becomes
    /// <see cref="HttpError.DnsFailed"/>. May be called by several threads.
    /// </summary>
    public Func<string, CancellationToken, ValueTask<IPAddress[]>>? Resolve { get; init; }

    /// <summary>
    /// How old the addresses of a name may be for a client's new connections; older ones are used once more while they
    /// are asked for anew. After a failure to connect they are asked for anew in any case. A minute unless set.
    /// </summary>
    public TimeSpan DnsRefresh { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Exchanges that may be in flight on one connection; 1 turns pipelining off. Unless set, 16 for a
    /// <see cref="PipelinedClient"/> and 1 for all others.
    /// </summary>
    public int MaxPipelineDepth
    {
        get => _maxPipelineDepth ?? 1;
        init => _maxPipelineDepth = value;
    }

    /// <summary>
    /// Sees responses that are not successful, and bytes that cannot be read as a response; null for no observer. All
    /// connections made from these options call it, on their loops.
    /// </summary>
    [Experimental(ExperimentalApi.LoadGeneration)]
    public IResponseObserver? ResponseObserver { get; init; }

    /// <summary>
    /// Returns the options for one end point of a client. These options hold where it is null or returns null. Called
    /// when the client makes a pool for the end point, which may happen again after a pause. The transport, its loops,
    /// and where calls continue are the client's own in any case.
    /// </summary>
    public Func<HttpEndPoint, FastHttpOptions?>? ForEndPoint { get; init; }

    /// <summary>The address that connections come from; null for the one that the system chooses.</summary>
    public IPAddress? LocalAddress
    {
        get => LocalEndPoint?.Address;
        init => LocalEndPoint = value is null ? null : new IPEndPoint(value, 0);
    }

    /// <summary>
    /// How TLS is spoken: verification, client certificates, versions. Null for the system's defaults, which verify the
    /// server. The server's name is taken from the end point unless <c>TargetHost</c> names another.
    /// </summary>
    public SslClientAuthenticationOptions? SslOptions { get; init; }

    /// <summary>
    /// The proxy, or null. An end point with a Unix-domain socket is connected to directly. A
    /// <see cref="PreparedRequest"/> is sent as it is: for a plain target it has to name the whole URI, or the proxy
    /// has to be one that <see cref="HttpProxy.TunnelsPlainHttp"/>.
    /// </summary>
    public HttpProxy? Proxy { get; init; }

    /// <summary>
    /// Without a <see cref="Proxy"/>, takes the one that the environment names for the end point: <c>http_proxy</c>,
    /// <c>https_proxy</c>, <c>all_proxy</c> and <c>no_proxy</c>, also in capitals, as curl reads them. Off at first.
    /// </summary>
    public bool UseEnvironmentProxy { get; init; }

    /// <summary>What stands between this side and an end point; null for nothing.</summary>
    internal HttpProxy? ProxyOf(HttpEndPoint endPoint) =>
        endPoint.UnixPath is not null ? null
        : Proxy ?? (UseEnvironmentProxy ? EnvironmentProxy.Current.Of(endPoint) : null);

    /// <summary><see cref="LocalAddress"/> as connections need it: made once, since they may be many.</summary>
    internal IPEndPoint? LocalEndPoint { get; private init; }

    /// <summary>The times of an exchange in the loops' unit, and its limits; made, and with it everything checked,
    /// once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit or time is not possible.</exception>
    internal ExchangeTimes Times => _times is { } times && times.IsOf(this) ? times : _times = Check();

    /// <inheritdoc/>
    public bool Equals(FastHttpOptions? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>What holds for an end point of a client that has these options; checked.</summary>
    internal FastHttpOptions Of(HttpEndPoint endPoint)
    {
        if (ForEndPoint?.Invoke(endPoint) is not { } own)
        {
            return this;
        }

        own = _isOfHandler ? own.OfHandler() : own;
        own = own.ContinueOnLoop == ContinueOnLoop ? own : own.Continuing(ContinueOnLoop);
        _ = own.Times;
        return own;
    }

    /// <summary>The same options with another <see cref="ContinueOnLoop"/>.</summary>
    internal FastHttpOptions Continuing(bool onLoop) => this with { ContinueOnLoop = onLoop };

    /// <summary>The same options for a client that pipelines.</summary>
    internal FastHttpOptions Pipelining() => this with { MaxPipelineDepth = _maxPipelineDepth ?? 16 };

    /// <summary>
    /// The same options for HttpClient, whose users expect no limit that they did not set, and may block anywhere.
    /// </summary>
    internal FastHttpOptions OfHandler()
    {
        FastHttpOptions copy = this with { ContinueOnLoop = false };
        copy._isOfHandler = true;
        copy._unreadBodyTimeout ??= Timeout.InfiniteTimeSpan;
        copy._responseHeadTimeout ??= Timeout.InfiniteTimeSpan;
        copy._readIdleTimeout ??= Timeout.InfiniteTimeSpan;
        copy._writeTimeout ??= Timeout.InfiniteTimeSpan;
        copy._requestTimeout ??= Timeout.InfiniteTimeSpan;
        copy._poolWaitTimeout ??= Timeout.InfiniteTimeSpan;
        copy._maxConnectionsPerServer ??= int.MaxValue;

        // MaxHeadBytes limits them, too.
        copy._maxHeaderCount ??= int.MaxValue;
        return copy;
    }

    private ExchangeTimes Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxHeadBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxHeaderCount);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxInterimResponses);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBodyBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxStreamedBodyBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxResponseDrainSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPipelineDepth);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnectionsPerServer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConcurrentConnects);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaiters);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRequestsPerConnection);
        ArgumentOutOfRangeException.ThrowIfNegative(LoopCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxAttempts);
        return new ExchangeTimes(this);
    }
}
