using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Clients;
using FastHttp.Connections;
using FastHttp.Pooling;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Sends requests to one end point, on a pool of its own that stays until the client is disposed. As
/// <see cref="FastHttpClient"/>, but there is no end point to look up for a call. Thread-safe.
/// </summary>
public sealed class HostClient : ExchangeSender
{
    private readonly ClientCore _core;

    /// <summary>Makes a client; nothing is connected before the first call.</summary>
    /// <param name="endPoint">Where everything goes.</param>
    /// <param name="options">Limits and times; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not possible.</exception>
    public HostClient(HttpEndPoint endPoint, FastHttpOptions? options = null)
        : this(endPoint, options ?? FastHttpOptions.Default, null)
    {
    }

    // Loops that are given stay the giver's.
    internal HostClient(HttpEndPoint endPoint, FastHttpOptions options, TransportLoop[]? loops)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        EndPoint = endPoint;
        _core = new ClientCore(options, loops, keepsPools: true);
        Pool = _core.Pools.Get(endPoint);
    }

    /// <summary>Where everything goes.</summary>
    public HttpEndPoint EndPoint { get; }

    /// <inheritdoc/>
    public override HttpEndPoint? BaseEndPoint => EndPoint;

    /// <summary>What the pool holds and has done since the client was made.</summary>
    public PoolStatistics Statistics => Pool.Statistics;

    /// <summary>Calls that are under way: waiting for a connection, or on one.</summary>
    public int PendingCount => Pool.PendingCount;

    /// <summary>
    /// The most connections there may be, at first <see cref="FastHttpOptions.MaxConnectionsPerServer"/>. When it falls
    /// below the number that are open, idle ones are closed at once, others when their exchange has ended. Any thread.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There has to be one.</exception>
    public int MaxConnections
    {
        get => Pool.MaxConnections;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            Pool.MaxConnections = value;
        }
    }

    internal ConnectionPool Pool { get; }

    /// <summary>Takes a request to this end point from the pool. Return it with Dispose, by <c>using</c>.</summary>
    /// <param name="pathAndQuery">Sent as it is; an empty path is sent as <c>/</c>. Copied.</param>
    /// <exception cref="ArgumentException">It holds a fragment, blanks or controls.</exception>
    public FastHttpRequest RentRequest(ReadOnlySpan<byte> pathAndQuery)
    {
        FastHttpRequest request = base.RentRequest();
        try
        {
            request.SetTarget(EndPoint, pathAndQuery);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    /// <summary>Closes every connection that is not in use.</summary>
    public void CloseIdleConnections() => _core.CloseIdleConnections();

    /// <summary>Opens connections before they are needed, up to so many, counting those that there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There may not be so many.</exception>
    /// <exception cref="HttpException">One of them could not be opened; others may be open.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the connections are opened all the same.
    /// </exception>
    public ValueTask OpenConnectionsAsync(int count, CancellationToken cancellationToken = default) =>
        _core.OpenConnectionsAsync(this, EndPoint, count, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask CloseAsync() => _core.DisposeAsync();

    internal Task Ended => _core.Ended;

    private protected override StartedExchange Start(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken)
    {
        CheckEndPoint(request);
        return cancellationToken.IsCancellationRequested
            ? default
            : _core.Start(this, request, null, EndPoint, response, options, cancellationToken);
    }

    private protected override StartedExchange Start(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? default
            : _core.Start(this, null, request, EndPoint, response, options, cancellationToken);
    }

    private void CheckEndPoint(FastHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!ReferenceEquals(request.EndPoint, EndPoint) && request.EndPoint != EndPoint)
        {
            throw new ArgumentException($"The request does not go to {EndPoint}.", nameof(request));
        }
    }
}
