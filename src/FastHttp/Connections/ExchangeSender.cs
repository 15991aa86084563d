using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;

namespace FastHttp;

/// <summary>
/// A sender whose calls are exchanges of the library. It returns either kind of value task without an allocation.
/// </summary>
public abstract class ExchangeSender : HttpSender
{
    private protected ExchangeSender()
    {
    }

    /// <inheritdoc/>
    public override ValueTask<HttpError> SendNoThrowAsync(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken = default) =>
        Start(request, response, options, cancellationToken).AsResult();

    /// <inheritdoc/>
    public override ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken = default) =>
        Start(request, response, options, cancellationToken).AsResult();

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken = default) =>
        Start(request, response, options, cancellationToken).AsTask(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask SendAsync(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken = default) =>
        Start(request, response, options, cancellationToken).AsTask(cancellationToken);

    /// <summary>Starts an exchange; none where the token was cancelled before.</summary>
    private protected abstract StartedExchange Start(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken);

    /// <inheritdoc cref="Start(FastHttpRequest, FastHttpResponse?, ResponseOptions, CancellationToken)"/>
    private protected abstract StartedExchange Start(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken);
}
