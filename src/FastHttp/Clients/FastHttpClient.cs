using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Clients;
using FastHttp.Connections;
using FastHttp.Pooling;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Sends requests on pooled connections, one pool for each end point. Thread-safe; one instance for a process is
/// enough. Redirects are followed only by the method that says so; a request is sent a second time only where that
/// cannot be noticed (RFC 9110 §9.2.2).
/// </summary>
/// <remarks>
/// With <see cref="FastHttpOptions.ContinueOnLoop"/>, a call that is made on a loop takes a connection of that loop.
/// </remarks>
public sealed class FastHttpClient : ExchangeSender
{
    private readonly ClientCore _core;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Limits and times; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not possible.</exception>
    public FastHttpClient(FastHttpOptions? options = null)
        : this(options ?? FastHttpOptions.Default, null)
    {
    }

    // Loops that are given stay the giver's.
    internal FastHttpClient(FastHttpOptions options, TransportLoop[]? loops) =>
        _core = new ClientCore(options, loops, keepsPools: false);

    internal bool IsDisposed => _core.IsDisposed;

    /// <summary>End points that have a pool.</summary>
    internal int PoolCount => _core.Pools.Count;

    /// <summary>Calls to an end point that are under way.</summary>
    internal int PendingIn(HttpEndPoint endPoint) =>
        _core.Pools.TryGet(endPoint, out ConnectionPool? pool) ? pool!.PendingCount : 0;

    /// <summary>Connections to an end point that were made of ones that had ended.</summary>
    internal long MadeOfLastIn(HttpEndPoint endPoint) =>
        _core.Pools.TryGet(endPoint, out ConnectionPool? pool) ? pool!.MadeOfLast : 0;

    /// <summary>As the other form, but sends to the given end point instead of the request's own.</summary>
    /// <param name="request">One request, or a batch; may be under way any number of times at once.</param>
    /// <param name="endPoint">Where it goes. The bytes stay as they are, and with them the Host header.</param>
    /// <param name="response">Takes the responses, one after the other, or null.</param>
    /// <param name="options">What is kept of the responses; a batch is not streamed.</param>
    /// <param name="cancellationToken">Ends the call as <see cref="HttpError.Canceled"/>.</param>
    public ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request,
        HttpEndPoint endPoint,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return Start(request, endPoint, response, options, cancellationToken).AsResult();
    }

    /// <inheritdoc cref="SendNoThrowAsync(PreparedRequest, HttpEndPoint, FastHttpResponse?, ResponseOptions,
    /// CancellationToken)"/>
    public ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request,
        HttpEndPoint endPoint,
        FastHttpResponse? response,
        CancellationToken cancellationToken = default) =>
        SendNoThrowAsync(request, endPoint, response, ResponseOptions.None, cancellationToken);

    /// <summary>
    /// As SendNoThrowAsync, but blocks the calling thread, and needs no other of the thread pool. A body that is
    /// produced is written on the calling thread.
    /// </summary>
    /// <exception cref="InvalidOperationException">The thread is a loop's.</exception>
    internal HttpError SendBlocking(
        FastHttpRequest request,
        FastHttpResponse response,
        ResponseOptions options,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return HttpError.Canceled;
        }

        _core.ThrowIfOnLoop();
        BlockingWait waiter = new();
        StartedExchange exchange = _core.Start(
            this, request, null, EndPointOf(request), response, options, cancellationToken, waiter);
        waiter.Wait();
        ValueTask<HttpError> result = exchange.AsResult();
        Debug.Assert(result.IsCompleted, "The waiter is told when the exchange has ended.");
        return result.GetAwaiter().GetResult();
    }

    /// <summary>
    /// As <see cref="HttpSender.SendAsync(FastHttpRequest, FastHttpResponse, CancellationToken)"/>, but follows
    /// redirects as far as the policy allows. The request changes on the way. A redirect that asks for the same body
    /// again is returned as it is if the body is produced.
    /// </summary>
    /// <param name="request">As for <see cref="HttpSender.SendAsync(FastHttpRequest, FastHttpResponse,
    /// CancellationToken)"/>.</param>
    /// <param name="response">Takes the last response; needs its head, so a redirect is not seen where
    /// <see cref="ResponseOptions.DiscardHead"/> is set.</param>
    /// <param name="options">What is kept of the last response, and when the call ends.</param>
    /// <param name="policy">What is followed; null for <see cref="RedirectPolicy.Default"/>.</param>
    /// <param name="cancellationToken">As for <see cref="HttpSender.SendAsync(FastHttpRequest, FastHttpResponse,
    /// CancellationToken)"/>.</param>
    /// <returns>How many redirects were followed.</returns>
    /// <exception cref="HttpException">An exchange failed, or a redirect leads where none may.</exception>
    public async ValueTask<int> SendFollowingRedirectsAsync(
        FastHttpRequest request,
        FastHttpResponse response,
        ResponseOptions options,
        RedirectPolicy? policy = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        policy ??= RedirectPolicy.Default;
        for (int followed = 0; ; followed++)
        {
            await SendAsync(request, response, options, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is < 300 or > 399 || !TryFollow(request, response, policy, followed))
            {
                return followed;
            }

            await response.DrainBodyAsync().ConfigureAwait(false);
        }
    }

    /// <summary>As the other form, and keeps all of the last response.</summary>
    /// <inheritdoc cref="SendFollowingRedirectsAsync(FastHttpRequest, FastHttpResponse, ResponseOptions,
    /// RedirectPolicy?, CancellationToken)"/>
    public ValueTask<int> SendFollowingRedirectsAsync(
        FastHttpRequest request,
        FastHttpResponse response,
        RedirectPolicy? policy = null,
        CancellationToken cancellationToken = default) =>
        SendFollowingRedirectsAsync(request, response, ResponseOptions.None, policy, cancellationToken);

    /// <summary>
    /// Returns what the pool of an end point holds and has done. All zero where there is no pool: before the first
    /// request, and some time after the last connection has gone.
    /// </summary>
    public PoolStatistics GetStatistics(HttpEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return _core.Pools.TryGet(endPoint, out ConnectionPool? pool) ? pool!.Statistics : default;
    }

    /// <summary>Closes every connection that is not in use.</summary>
    public void CloseIdleConnections() => _core.CloseIdleConnections();

    /// <summary>
    /// Opens connections before they are needed, up to so many for the end point, counting those that it has. They are
    /// idle afterwards and age as others do.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There may not be so many.</exception>
    /// <exception cref="HttpException">One of them could not be opened; others may be open.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the connections are opened all the same.
    /// </exception>
    public ValueTask OpenConnectionsAsync(
        HttpEndPoint endPoint, int count, CancellationToken cancellationToken = default) =>
        _core.OpenConnectionsAsync(this, endPoint, count, cancellationToken);

    /// <inheritdoc/>
    protected override ValueTask CloseAsync() => _core.DisposeAsync();

    /// <inheritdoc/>
    private protected override ValueTask SendConvenientlyAsync(
        FastHttpRequest request,
        FastHttpResponse response,
        ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ValueTask<int> followed = SendFollowingRedirectsAsync(
            request, response, options, RedirectPolicy.Default, cancellationToken);
        return new(followed.AsTask());
    }

    private static HttpEndPoint EndPointOf(FastHttpRequest request) => request.EndPoint
        ?? throw new ArgumentException("The request has no target: call SetUri or SetTarget.", nameof(request));

    private static HttpEndPoint EndPointOf(PreparedRequest request) => request.EndPoint
        ?? throw new ArgumentException(
            "The prepared request names no end point: see WithEndPoint.", nameof(request));

    // Apart from the asynchronous method, in which spans may not live. False: the response stands as it is.
    private static bool TryFollow(
        FastHttpRequest request, FastHttpResponse response, RedirectPolicy policy, int followed)
    {
        response.Headers.TryGet(KnownHeader.Location, out ReadOnlySpan<byte> location);
        HttpEndPoint endPoint = request.EndPoint!;
        string scheme = endPoint.IsTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

        // A socket has no name of its own: what it is asked for by Host is its origin.
        string authority = endPoint.UnixPath is not null && !request.Fields.Host.IsEmpty
            ? Encoding.ASCII.GetString(request.Fields.Host)
            : endPoint.Authority;
        if (!Uri.TryCreate(
            $"{scheme}://{authority}{Encoding.ASCII.GetString(request.Target)}", UriKind.Absolute, out Uri? current))
        {
            throw new HttpException(HttpError.BadRedirect);
        }

        RedirectStep step = policy.Decide(followed, response.StatusCode, request.Method, current, location);
        if (step.Error != HttpError.None)
        {
            throw new HttpException(step.Error);
        }

        if (step.Next is null || (request.HasProducedBody && !step.BecomesGet))
        {
            return false;
        }

        step.Apply(request);
        return true;
    }

    private protected override StartedExchange Start(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? default
            : _core.Start(this, request, null, EndPointOf(request), response, options, cancellationToken);
    }

    private protected override StartedExchange Start(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken) =>
        Start(request, null, response, options, cancellationToken);

    private StartedExchange Start(
        PreparedRequest request,
        HttpEndPoint? endPoint,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? default
            : _core.Start(this, null, request, endPoint ?? EndPointOf(request), response, options, cancellationToken);
    }
}
