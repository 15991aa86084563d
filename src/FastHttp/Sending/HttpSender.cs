using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp;

/// <summary>
/// Sends requests: the base of the clients and of a connection. A program's tests put their own sender in its place.
/// Take it as a parameter; derive from it and override the two abstract methods to answer without a network.
/// </summary>
/// <remarks>
/// Code after an awaited call continues on the thread pool. With <see cref="FastHttpOptions.ContinueOnLoop"/> it
/// continues on the connection's loop, where it must not block.
/// </remarks>
public abstract partial class HttpSender : IDisposable, IAsyncDisposable
{
    /// <summary>
    /// The end point of relative URIs, and the only one to send to; null for a sender that takes absolute URIs to any.
    /// </summary>
    public virtual HttpEndPoint? BaseEndPoint => null;

#pragma warning disable CA1822 // Of the instance, so that a caller who has a sender needs to know no more.
    /// <summary>Takes a request from the pool; never null. Return it with Dispose, by <c>using</c>.</summary>
    public FastHttpRequest RentRequest() => FastHttpRequest.Rent();

    /// <summary>Takes a response from the pool; never null. Return it with Dispose, by <c>using</c>.</summary>
    public FastHttpResponse RentResponse() => FastHttpResponse.Rent();
#pragma warning restore CA1822

    /// <summary>
    /// Sends a request and waits for the response. Returns the reason of a failure instead of throwing it. Any thread.
    /// </summary>
    /// <param name="request">The sender's until the call completes, as is the memory of a borrowed body. A body writer
    /// runs on a loop and must not block where <see cref="FastHttpOptions.ContinueOnLoop"/> is set.</param>
    /// <param name="response">Takes the response; the sender's until the call completes. Null to only learn whether
    /// the exchange succeeded.</param>
    /// <param name="options">What is kept of the response, and when the call ends.</param>
    /// <param name="cancellationToken">Ends the call as <see cref="HttpError.Canceled"/>, and its connection if the
    /// request was on it.</param>
    /// <returns>A value task to be awaited once.</returns>
    /// <exception cref="ArgumentException">The request contradicts itself, has no target, or is not for this sender.
    /// </exception>
    /// <exception cref="InvalidOperationException">A message is part of another exchange.</exception>
    /// <exception cref="ObjectDisposedException">The sender, or a message, was disposed.</exception>
    public abstract ValueTask<HttpError> SendNoThrowAsync(
        FastHttpRequest request,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken = default);

    /// <summary>As the other form, and keeps all of the response.</summary>
    /// <inheritdoc cref="SendNoThrowAsync(FastHttpRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"/>
    public ValueTask<HttpError> SendNoThrowAsync(
        FastHttpRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default) =>
        SendNoThrowAsync(request, response, ResponseOptions.None, cancellationToken);

    /// <summary>
    /// Sends a prepared request, or a batch of them, and waits for the last response. Returns the reason of a failure
    /// instead of throwing it. Any thread.
    /// </summary>
    /// <param name="request">May be under way any number of times at once.</param>
    /// <inheritdoc cref="SendNoThrowAsync(FastHttpRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"
    /// path="/param"/>
    /// <inheritdoc cref="SendNoThrowAsync(FastHttpRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"
    /// path="/returns"/>
    /// <param name="response">Takes the responses, one after the other; the sender's until the call completes. Null to
    /// only learn whether the exchange succeeded.</param>
    /// <param name="options">What is kept of the responses; a batch is not streamed.</param>
    /// <param name="cancellationToken">Ends the call as <see cref="HttpError.Canceled"/>.</param>
    /// <exception cref="ArgumentException">It names no end point, where the sender needs one.</exception>
    /// <exception cref="InvalidOperationException">The response is part of another exchange, or that of a batch is to
    /// be streamed.</exception>
    /// <exception cref="ObjectDisposedException">The sender, or the response, was disposed.</exception>
    public abstract ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken = default);

    /// <summary>As the other form, and keeps all of the responses.</summary>
    /// <inheritdoc cref="SendNoThrowAsync(PreparedRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"/>
    public ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default) =>
        SendNoThrowAsync(request, response, ResponseOptions.None, cancellationToken);

    /// <summary>Sends a request and waits for the response. Any thread.</summary>
    /// <inheritdoc cref="SendNoThrowAsync(FastHttpRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"/>
    /// <exception cref="HttpException">The exchange failed; what a body writer threw is the inner exception.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. A timeout never is.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public virtual async ValueTask SendAsync(
        FastHttpRequest request,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken = default) =>
        Throw(
            await SendNoThrowAsync(request, response, options, cancellationToken).ConfigureAwait(false),
            response,
            cancellationToken);

    /// <summary>As the other form, and keeps all of the response.</summary>
    /// <inheritdoc cref="SendAsync(FastHttpRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"/>
    public ValueTask SendAsync(
        FastHttpRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default) =>
        SendAsync(request, response, ResponseOptions.None, cancellationToken);

    /// <summary>Sends a prepared request, or a batch of them, and waits for the last response. Any thread.</summary>
    /// <inheritdoc cref="SendNoThrowAsync(PreparedRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"/>
    /// <inheritdoc cref="SendAsync(FastHttpRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"
    /// path="/exception"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public virtual async ValueTask SendAsync(
        PreparedRequest request,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken = default) =>
        Throw(
            await SendNoThrowAsync(request, response, options, cancellationToken).ConfigureAwait(false),
            response,
            cancellationToken);

    /// <summary>As the other form, and keeps all of the response.</summary>
    /// <inheritdoc cref="SendAsync(PreparedRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"/>
    public ValueTask SendAsync(
        PreparedRequest request, FastHttpResponse? response, CancellationToken cancellationToken = default) =>
        SendAsync(request, response, ResponseOptions.None, cancellationToken);

    /// <summary>As <see cref="DisposeAsync"/>, but does not wait for connections to close. Any thread.</summary>
    public void Dispose()
    {
        _ = CloseAsync().AsTask();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Ends calls that have no response yet as <see cref="HttpError.Disposed"/>, closes every connection that is not
    /// needed any more, and returns when those are closed. A second call does nothing more. Any thread.
    /// </summary>
    /// <remarks>A body that is being read is read to its end; its connection closes then. That is not waited for.
    /// </remarks>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Does the work of <see cref="DisposeAsync"/> for a sender that holds resources.</summary>
    protected virtual ValueTask CloseAsync() => default;

    private static void Throw(HttpError error, FastHttpResponse? response, CancellationToken cancellationToken)
    {
        if (error == HttpError.Canceled)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        if (error != HttpError.None)
        {
            throw (response?.FailureOf(error) ?? HttpFailure.Of(error)).ToException();
        }
    }
}
