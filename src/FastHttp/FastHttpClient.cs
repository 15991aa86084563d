using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using FastHttp.Pooling;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Sends requests on pooled connections, one pool for each end point. Thread-safe; one instance for a process is
/// enough. Redirects are followed only by the method that says so; a request is sent a second time only where that
/// cannot be noticed (RFC 9110 §9.2.2).
/// </summary>
/// <remarks>
/// Code after an awaited call continues on the thread pool. With <see cref="FastHttpOptions.ContinueOnLoop"/> it
/// continues on the connection's loop, where it must not block; a call made there takes a connection of that loop.
/// </remarks>
public sealed class FastHttpClient : IDisposable, IAsyncDisposable
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

    /// <summary>Takes a request from the pool; never null. Return it with Dispose, by <c>using</c>.</summary>
    public FastHttpRequest RentRequest() => _core.Messages.RentRequest();

    /// <summary>Takes a response from the pool; never null. Return it with Dispose, by <c>using</c>.</summary>
    public FastHttpResponse RentResponse() => _core.Messages.RentResponse();

    /// <summary>
    /// Sends a request to its end point and waits for the response. Returns the reason of a failure instead of throwing
    /// it. Any thread.
    /// </summary>
    /// <param name="request">The client's until the call completes, as is the memory of a borrowed body. A producer of
    /// a body runs on a loop and must not block.</param>
    /// <param name="response">Takes the response; the client's until the call completes. Null to only learn whether the
    /// exchange succeeded.</param>
    /// <param name="cancellationToken">Ends the call as <see cref="HttpError.Canceled"/>, and the connection if it was
    /// in use.</param>
    /// <returns>A value task to be awaited once.</returns>
    /// <exception cref="ArgumentException">The request contradicts itself, or has no target.</exception>
    /// <exception cref="InvalidOperationException">A message is part of another exchange.</exception>
    /// <exception cref="ObjectDisposedException">The client, or a message, was disposed.</exception>
    public ValueTask<HttpError> SendNoThrowAsync(
        FastHttpRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return cancellationToken.IsCancellationRequested
            ? new(HttpError.Canceled)
            : new(Start(request, null, EndPointOf(request), response, cancellationToken, out short version), version);
    }

    /// <summary>
    /// As <see cref="SendNoThrowAsync(FastHttpRequest, FastHttpResponse, CancellationToken)"/>, for a request that was
    /// prepared.
    /// </summary>
    /// <param name="request">One request, or a batch; the call completes with the last response. May be under way any
    /// number of times at once.</param>
    /// <param name="endPoint">Where it goes.</param>
    /// <param name="response">As there.</param>
    /// <param name="cancellationToken">As there.</param>
    /// <exception cref="InvalidOperationException">The response is part of another exchange.</exception>
    /// <exception cref="ObjectDisposedException">The client, or the response, was disposed.</exception>
    public ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request,
        HttpEndPoint endPoint,
        FastHttpResponse? response,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(endPoint);
        return cancellationToken.IsCancellationRequested
            ? new(HttpError.Canceled)
            : new(Start(null, request, endPoint, response, cancellationToken, out short version), version);
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
        ArgumentNullException.ThrowIfNull(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        IValueTaskSource exchange = Start(
            request, null, EndPointOf(request), response, cancellationToken, out short version);
        return new(exchange, version);
    }

    /// <summary>As SendNoThrowAsync, but blocks the calling thread, and needs no other of the thread pool.</summary>
    /// <exception cref="InvalidOperationException">The thread is a loop's.</exception>
    internal HttpError SendBlocking(
        FastHttpRequest request, FastHttpResponse response, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return HttpError.Canceled;
        }

        _core.ThrowIfOnLoop();
        IValueTaskSource<HttpError> exchange = _core.Start(
            this, request, null, EndPointOf(request), response, cancellationToken, out short version, isBlocking: true);
        return BlockingWait.ResultOf(new ValueTask<HttpError>(exchange, version));
    }

    /// <summary>
    /// As <see cref="SendAsync"/>, and goes on where redirects lead, as far as the policy allows. The request changes
    /// on the way. A redirect that asks for the same body again is returned as it is if the body is produced.
    /// </summary>
    /// <param name="request">As for <see cref="SendAsync"/>.</param>
    /// <param name="response">Takes the last response; needs its head, so a redirect is not seen where
    /// <see cref="FastHttpResponse.DiscardHead"/> is set.</param>
    /// <param name="policy">What is followed; null for <see cref="RedirectPolicy.Default"/>.</param>
    /// <param name="cancellationToken">As for <see cref="SendAsync"/>.</param>
    /// <returns>How many redirects were followed.</returns>
    /// <exception cref="HttpException">An exchange failed, or a redirect leads where none may.</exception>
    public async ValueTask<int> SendFollowingRedirectsAsync(
        FastHttpRequest request,
        FastHttpResponse response,
        RedirectPolicy? policy = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        policy ??= RedirectPolicy.Default;
        for (int followed = 0; ; followed++)
        {
            await SendAsync(request, response, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is < 300 or > 399 || !TryFollow(request, response, policy, followed))
            {
                return followed;
            }

            await response.DrainBodyAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// What the pool of an end point holds and has done. All zero where there is no pool: before the first request, and
    /// some time after the last connection has gone.
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

    /// <summary>As <see cref="DisposeAsync"/>, but does not wait for connections to close. Any thread.</summary>
    public void Dispose() => _ = _core.DisposeAsync().AsTask();

    /// <summary>
    /// Ends calls that have no response yet as <see cref="HttpError.Disposed"/>, closes every connection that is not
    /// needed any more, and returns when those are closed. A second call does nothing more. Any thread.
    /// </summary>
    /// <remarks>A body that is being read is read to its end; its connection closes then. That is not waited for.
    /// </remarks>
    public ValueTask DisposeAsync() => _core.DisposeAsync();

    private static HttpEndPoint EndPointOf(FastHttpRequest request) => request.EndPoint
        ?? throw new ArgumentException("The request has no target: call SetUri or SetTarget.", nameof(request));

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

    private PooledExchange Start(
        FastHttpRequest? request,
        PreparedRequest? prepared,
        HttpEndPoint endPoint,
        FastHttpResponse? response,
        CancellationToken cancellationToken,
        out short version) =>
        _core.Start(this, request, prepared, endPoint, response, cancellationToken, out version);
}
