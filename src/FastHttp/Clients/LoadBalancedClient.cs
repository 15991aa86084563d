using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;
using FastHttp.Pooling;
using FastHttp.Transports;
using FastHttp.Transports.Selection;

namespace FastHttp;

/// <summary>
/// Spreads calls over several hosts that serve the same, and leaves out for a while those that fail. A call that its
/// host has not taken goes on to another, <see cref="LoadBalancedClientOptions.MaxFailovers"/> times. Thread-safe.
/// </summary>
/// <remarks>
/// The host decides where a request goes, and what the server is called for TLS; the request keeps its own Host, target
/// and fields. So URIs are absolute, such as <c>http://orders.test/1</c>, and their host is a name that all hosts take.
/// When every host is left out, they are used as if none were.
/// </remarks>
public sealed class LoadBalancedClient : ExchangeSender
{
    private readonly Lock _lock = new();
    private readonly LoadBalancedClientOptions _options;
    private readonly TransportLoop[]? _loops;
    private readonly TransportLoop[]? _ownLoops;
    private readonly ExchangePool _exchanges;
    private readonly HostSet _set;
    private readonly List<HostClient> _leaving = [];
    private HostClient[] _hosts = [];
    private volatile bool _disposed;

    /// <summary>Makes a client; nothing is connected before the first call.</summary>
    /// <param name="endPoints">The hosts; at least one.</param>
    /// <param name="options">How to choose; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no host.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not possible.</exception>
    public LoadBalancedClient(IEnumerable<HttpEndPoint> endPoints, LoadBalancedClientOptions? options = null)
        : this(endPoints, options ?? new LoadBalancedClientOptions(), null)
    {
    }

    // Loops that are given stay the giver's.
    internal LoadBalancedClient(
        IEnumerable<HttpEndPoint> endPoints, LoadBalancedClientOptions options, TransportLoop[]? loops)
    {
        ArgumentNullException.ThrowIfNull(endPoints);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxFailures);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.EjectionTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.EjectionTime, TimeSpan.FromDays(1));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxFailovers);
        FastHttpOptions connections = options.Connections;
        _ = connections.Times;
        List<HttpEndPoint> all = new(endPoints);
        if (all.Count == 0)
        {
            throw new ArgumentException("There is no host to send to.", nameof(endPoints));
        }

        if (loops is null && connections.Transport is { } transport)
        {
            loops = _ownLoops = SharedLoops.Create(transport, connections.LoopCount);
        }

        _options = options;
        _loops = loops;
        _exchanges = new ExchangePool(connections.ContinueOnLoop);
        _set = new HostSet(options.Policy, options.MaxFailovers);
        foreach (HttpEndPoint endPoint in all)
        {
            AddHost(endPoint);
        }
    }

    /// <summary>The client of each host, in the order added: for statistics, and to open connections ahead. A copy.
    /// </summary>
    public IReadOnlyList<HostClient> Hosts => Volatile.Read(ref _hosts);

    /// <summary>Whether a host is left out at the moment; false for one that is not of this client.</summary>
    /// <param name="host">One of <see cref="Hosts"/>.</param>
    public bool IsEjected(HostClient host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Array.IndexOf(Volatile.Read(ref _hosts), host) >= 0 && HostSet.IsAside(host.Pool);
    }

    /// <summary>Adds a host; calls go to it from now on. Any thread.</summary>
    /// <returns>Its client: to open connections ahead, or to remove it.</returns>
    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public HostClient AddHost(HttpEndPoint endPoint)
    {
        HostClient host = new(endPoint, _options.Connections, _loops);
        host.Pool.Health = new HostHealth(
            _options.MaxFailures,
            (long)(_options.EjectionTime.TotalSeconds * Stopwatch.Frequency),
            _options.IsHealthy);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Volatile.Write(ref _hosts, [.. _hosts, host]);
            _set.Add(host.Pool);
        }

        return host;
    }

    /// <summary>
    /// Takes a host out: no call goes there from now on. Completes when those that are under way there have ended, and
    /// its connections are closed. Any thread.
    /// </summary>
    /// <param name="host">One of <see cref="Hosts"/>.</param>
    /// <exception cref="ArgumentException">It is no host of this client.</exception>
    /// <exception cref="InvalidOperationException">It is the last one.</exception>
    public async Task RemoveHostAsync(HostClient host)
    {
        ArgumentNullException.ThrowIfNull(host);
        lock (_lock)
        {
            int index = Array.IndexOf(_hosts, host);
            if (index < 0)
            {
                throw new ArgumentException("It is no host of this client.", nameof(host));
            }

            if (!_set.TryRemove(host.Pool))
            {
                throw new InvalidOperationException("The last host stays: calls have to go somewhere.");
            }

            Volatile.Write(ref _hosts, [.. _hosts[..index], .. _hosts[(index + 1)..]]);
            _leaving.Add(host);
        }

        await host.Pool.RetireAsync().ConfigureAwait(false);

        // It alone ends the code of the caller's that connects or resolves for a call which is over.
        await host.DisposeAsync().ConfigureAwait(false);
        await host.Pool.Drained.ConfigureAwait(false);
        lock (_lock)
        {
            _leaving.Remove(host);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask CloseAsync()
    {
        List<HostClient> all;
        lock (_lock)
        {
            _disposed = true;
            all = new List<HostClient>(_hosts);
            all.AddRange(_leaving);
        }

        List<Task> ending = [];
        foreach (HostClient host in all)
        {
            await host.DisposeAsync().ConfigureAwait(false);
            ending.Add(host.Ended);
        }

        Task ended = Task.WhenAll(ending);
        Task end = EndLoopsAsync(ended);
        if (ended.IsCompleted)
        {
            await end.ConfigureAwait(false);
        }
    }

    private async Task EndLoopsAsync(Task hostsEnded)
    {
        await hostsEnded.ConfigureAwait(false);
        foreach (TransportLoop loop in _ownLoops ?? [])
        {
            loop.Dispose();
        }
    }

    private protected override StartedExchange Start(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? default
            : Start(request, null, response, options, cancellationToken);
    }

    private protected override StartedExchange Start(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? default
            : Start(null, request, response, options, cancellationToken);
    }

    private StartedExchange Start(
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ConnectionPool pool = _set.Choose();
        PooledExchange exchange = _exchanges.Rent();
        StartedExchange started = new(exchange, exchange.Version);
        exchange.Begin(request, prepared, pool.EndPoint, response, options);
        exchange.Start(_set, pool, cancellationToken);
        return started;
    }
}
