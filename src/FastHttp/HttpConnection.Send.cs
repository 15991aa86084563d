using System;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp;

/// <summary>The awaitable face of an exchange.</summary>
public sealed partial class HttpConnection
{
    // One for each place in the ring; made on first use, reused for ever.
    private ExchangeCompletion?[] _completions = [];

    /// <summary>
    /// Sends a prepared request and waits for its response. Returns the reason of a failure instead of throwing it.
    /// Any thread; one caller at a time, unless the options allow pipelining.
    /// </summary>
    /// <param name="request">One request, or a batch; the call completes with the last response.</param>
    /// <param name="response">
    /// Takes the response; the connection's until the call completes. Null to only learn whether the exchange
    /// succeeded.
    /// </param>
    /// <param name="cancellationToken">Cancelling breaks the connection: its stream is then in an unknown
    /// state.</param>
    /// <returns>A value task to be awaited once.</returns>
    /// <exception cref="InvalidOperationException">More exchanges are under way than the options allow.</exception>
    public ValueTask<HttpError> TrySendAsync(
        PreparedRequest request, HttpResponse? response, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return new(HttpError.Canceled);
        }

        ExchangeCompletion completion = RentCompletion();
        return completion.Start(request, response, cancellationToken);
    }

    /// <summary>As <see cref="TrySendAsync"/>, but throws the reason of a failure.</summary>
    /// <exception cref="HttpException">The exchange failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask SendAsync(
        PreparedRequest request, HttpResponse? response, CancellationToken cancellationToken = default)
    {
        HttpError error = await TrySendAsync(request, response, cancellationToken).ConfigureAwait(false);
        if (error == HttpError.Canceled)
        {
            throw new OperationCanceledException(cancellationToken);
        }

        if (error != HttpError.None)
        {
            throw new HttpException(error);
        }
    }

    private ExchangeCompletion RentCompletion()
    {
        if (_completions.Length == 0)
        {
            _completions = new ExchangeCompletion?[_pending.Length];
        }

        foreach (ref ExchangeCompletion? completion in _completions.AsSpan())
        {
            completion ??= new ExchangeCompletion(this);
            if (completion.TryTake())
            {
                return completion;
            }
        }

        ThrowHelper.PipelineFull(_pending.Length);
        return null;
    }
}
