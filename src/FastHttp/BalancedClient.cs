using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using FastHttp.Pooling;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Spreads calls over several hosts that serve the same, and leaves out for a while those that fail. A call goes to one
/// host; it is not sent to another when that fails. Thread-safe.
/// </summary>
/// <remarks>
/// The host decides where a request goes, and what the server is called for TLS; the request keeps its own Host, target
/// and fields. When every host is left out, they are used as if none were.
/// </remarks>
public sealed class BalancedClient : IAsyncDisposable
{
    private readonly HostClient[] _hosts;
    private readonly TransportLoop[]? _ownLoops;
    private readonly Balancing _balancing;
    private uint _next;

    /// <summary>Makes a client; nothing is connected before the first call.</summary>
    /// <param name="endPoints">The hosts; at least one.</param>
    /// <param name="options">How to choose; null for the defaults.</param>
    /// <exception cref="ArgumentException">There is no host.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not possible.</exception>
    public BalancedClient(IEnumerable<HttpEndPoint> endPoints, BalancedClientOptions? options = null)
        : this(endPoints, options ?? new BalancedClientOptions(), null)
    {
    }

    // Loops that are given stay the giver's.
    internal BalancedClient(
        IEnumerable<HttpEndPoint> endPoints, BalancedClientOptions options, TransportLoop[]? loops)
    {
        ArgumentNullException.ThrowIfNull(endPoints);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxFailures);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PenaltyTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.PenaltyTime, TimeSpan.FromDays(1));
        List<HttpEndPoint> all = new(endPoints);
        if (all.Count == 0)
        {
            throw new ArgumentException("There is no host to send to.", nameof(endPoints));
        }

        FastHttpOptions connections = options.Connections;
        _ = connections.Times;
        if (loops is null && connections.Transport is { } transport)
        {
            loops = _ownLoops = SharedLoops.Create(transport, connections.LoopCount);
        }

        _balancing = options.Balancing;
        _hosts = new HostClient[all.Count];
        for (int index = 0; index < all.Count; index++)
        {
            _hosts[index] = new HostClient(all[index], connections, loops);
            _hosts[index].Pool.Health = new HostHealth(
                options.MaxFailures,
                (long)(options.PenaltyTime.TotalSeconds * Stopwatch.Frequency),
                options.IsHealthy);
        }
    }

    /// <summary>The client of each host, in the order given: for statistics, and to open connections ahead.</summary>
    public IReadOnlyList<HostClient> Hosts => _hosts;

    /// <summary>Whether a host is left out at the moment.</summary>
    /// <param name="index">Its place in <see cref="Hosts"/>.</param>
    public bool IsLeftOut(int index) => IsAside(_hosts[index]);

    /// <summary>
    /// Sends a request to one of the hosts, whichever it names itself, and waits for the response. Returns the reason
    /// of a failure instead of throwing it. Any thread.
    /// </summary>
    /// <inheritdoc cref="FastHttpClient.TrySendAsync(HttpRequest, HttpResponse, CancellationToken)"/>
    public ValueTask<HttpError> TrySendAsync(
        HttpRequest request, HttpResponse? response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? new(HttpError.Canceled)
            : new(Choose().Start(request, null, response, cancellationToken, out short version), version);
    }

    /// <summary>As the other form, for a request that was prepared.</summary>
    /// <inheritdoc cref="HostClient.TrySendAsync(PreparedRequest, HttpResponse, CancellationToken)"/>
    public ValueTask<HttpError> TrySendAsync(
        PreparedRequest request, HttpResponse? response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? new(HttpError.Canceled)
            : new(Choose().Start(null, request, response, cancellationToken, out short version), version);
    }

    /// <summary>
    /// As <see cref="TrySendAsync(HttpRequest, HttpResponse, CancellationToken)"/>, but throws the reason of a failure.
    /// </summary>
    /// <inheritdoc cref="FastHttpClient.SendAsync"/>
    public ValueTask SendAsync(
        HttpRequest request, HttpResponse? response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        IValueTaskSource exchange = Choose().Start(request, null, response, cancellationToken, out short version);
        return new(exchange, version);
    }

    /// <summary>Ends what is under way as <see cref="HttpError.Disposed"/>, and closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (HostClient host in _hosts)
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }

        foreach (TransportLoop loop in _ownLoops ?? [])
        {
            loop.Dispose();
        }
    }

    private static bool IsAside(HostClient host) => host.Pool.Health!.IsAside(host.Pool.Now);

    private HostClient Choose()
    {
        uint start = Interlocked.Increment(ref _next) - 1;
        HostClient? best = null;
        int least = int.MaxValue;
        for (uint step = 0; step < _hosts.Length; step++)
        {
            HostClient host = _hosts[(start + step) % (uint)_hosts.Length];
            if (IsAside(host))
            {
                continue;
            }

            if (_balancing == Balancing.RoundRobin)
            {
                return host;
            }

            int pending = host.PendingCount;
            if (pending < least)
            {
                best = host;
                least = pending;
            }
        }

        return best ?? _hosts[start % (uint)_hosts.Length];
    }
}
