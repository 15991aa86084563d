using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using FastHttp.Pooling;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Sends requests to one end point, on a pool of its own that stays until the client is disposed. As
/// <see cref="FastHttpClient"/>, but there is no end point to look up for a call. Thread-safe.
/// </summary>
/// <remarks>Code behind an awaited call continues where it does with <see cref="FastHttpClient"/>.</remarks>
public sealed class HostClient : IDisposable, IAsyncDisposable
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

    /// <summary>What the pool holds and has done since the client was made.</summary>
    public PoolStatistics Statistics => Pool.Statistics;

    /// <summary>Calls that are under way: waiting for a connection, or on one.</summary>
    public int PendingCount => Pool.PendingCount;

    /// <summary>
    /// How many connections there may be, at first <see cref="FastHttpOptions.MaxConnectionsPerServer"/>. With fewer
    /// than there are, idle ones are closed at once, others when their exchange has ended. Any thread.
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
        FastHttpRequest request = _core.Messages.RentRequest();
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

    /// <summary>Takes a response from the pool; never null. Return it with Dispose, by <c>using</c>.</summary>
    public FastHttpResponse RentResponse() => _core.Messages.RentResponse();

    /// <summary>
    /// Sends a request and waits for the response. Returns the reason of a failure instead of throwing it. Any thread.
    /// </summary>
    /// <param name="request">To this end point; otherwise as for
    /// <see cref="FastHttpClient.SendNoThrowAsync(FastHttpRequest, FastHttpResponse, CancellationToken)"/>, as are the
    /// other
    /// parameters.</param>
    /// <param name="response">Takes the response, or null.</param>
    /// <param name="cancellationToken">Ends the call as <see cref="HttpError.Canceled"/>.</param>
    /// <returns>A value task to be awaited once.</returns>
    /// <exception cref="ArgumentException">The request contradicts itself, or goes to another end point.</exception>
    /// <exception cref="InvalidOperationException">A message is part of another exchange.</exception>
    /// <exception cref="ObjectDisposedException">The client, or a message, was disposed.</exception>
    public ValueTask<HttpError> SendNoThrowAsync(
        FastHttpRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default)
    {
        CheckEndPoint(request);
        return cancellationToken.IsCancellationRequested
            ? new(HttpError.Canceled)
            : new(Start(request, null, response, cancellationToken, out short version), version);
    }

    /// <summary>
    /// As <see cref="SendNoThrowAsync(FastHttpRequest, FastHttpResponse, CancellationToken)"/>, for a request that was
    /// prepared, or
    /// a batch; the call completes with the last response.
    /// </summary>
    /// <exception cref="InvalidOperationException">The response is part of another exchange.</exception>
    /// <exception cref="ObjectDisposedException">The client, or the response, was disposed.</exception>
    public ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? new(HttpError.Canceled)
            : new(Start(null, request, response, cancellationToken, out short version), version);
    }

    /// <summary>
    /// As <see cref="SendNoThrowAsync(FastHttpRequest, FastHttpResponse, CancellationToken)"/>, but throws the reason
    /// of a failure.
    /// </summary>
    /// <exception cref="HttpException">The exchange failed; what a body's producer threw is the inner exception.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. A timeout never is.</exception>
    public ValueTask SendAsync(
        FastHttpRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default)
    {
        CheckEndPoint(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        IValueTaskSource exchange = Start(request, null, response, cancellationToken, out short version);
        return new(exchange, version);
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

    /// <inheritdoc cref="FastHttpClient.Dispose"/>
    public void Dispose() => _ = _core.DisposeAsync().AsTask();

    /// <inheritdoc cref="FastHttpClient.DisposeAsync"/>
    public ValueTask DisposeAsync() => _core.DisposeAsync();

    internal Task Ended => _core.Ended;

    private PooledExchange Start(
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        CancellationToken cancellationToken,
        out short version) =>
        _core.Start(this, request, prepared, EndPoint, response, cancellationToken, out version);

    private void CheckEndPoint(FastHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!ReferenceEquals(request.EndPoint, EndPoint) && request.EndPoint != EndPoint)
        {
            throw new ArgumentException($"The request does not go to {EndPoint}.", nameof(request));
        }
    }
}
