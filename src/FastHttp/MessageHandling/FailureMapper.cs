using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.MessageHandling;

/// <summary>From a reason of ours to the exception that HttpClient's users know.</summary>
internal static class FailureMapper
{
    /// <summary>
    /// Makes the exception: a cancellation and a time that is over are a <see cref="TaskCanceledException"/>, the
    /// latter with a <see cref="TimeoutException"/> in it; what a content throws is thrown as it is, unless it speaks
    /// of its input; anything else is a <see cref="HttpRequestException"/>.
    /// </summary>
    /// <param name="error">The reason.</param>
    /// <param name="message">What was sent.</param>
    /// <param name="thrown">What the content threw, or null.</param>
    /// <param name="failure">What is known of the connection, or null.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public static Exception ToException(
        HttpError error,
        HttpRequestMessage message,
        Exception? thrown,
        HttpFailure? failure,
        CancellationToken cancellationToken)
    {
        HttpFailure known = failure ?? HttpFailure.Of(error);
        Exception? cause = thrown ?? known.Cause;
        string peer = message.RequestUri!.Authority;
        HttpException inner = new(error, known.Message, cause);
        switch (error)
        {
            case HttpError.Canceled:
                return new TaskCanceledException("The request was cancelled.", inner, cancellationToken);
            case HttpError.Disposed:
                return new TaskCanceledException("The handler was disposed.", inner);
            case HttpError.RequestBodyFailed when cause is IOException or InvalidOperationException:
                return new HttpRequestException("The content of the request could not be read.", cause);
            case HttpError.RequestBodyFailed when cause is not null:
                return cause;
            default:
                break;
        }

        if (HttpException.IsTimeoutReason(error))
        {
            string text = $"A time limit of the request to {peer} is over: {known.Detail}";
            return new TaskCanceledException(text, new TimeoutException(text, inner));
        }

        // As with the runtime's handler: a program that looks for the refused socket, the bad certificate or the end
        // within a response finds it right there.
        HttpRequestError kind = HttpException.ToRequestError(error);
        if (cause is null && (kind == HttpRequestError.ResponseEnded || error == HttpError.InvalidChunk))
        {
            cause = new HttpIOException(kind, inner.Message, inner);
        }

        HttpStatusCode? proxyStatus = known.ProxyStatus != 0 ? (HttpStatusCode)known.ProxyStatus : null;
        return new HttpRequestException(
            kind, $"The request to {peer} failed: {known.Detail}", cause ?? inner, proxyStatus)
        {
            Data = { [HttpException.ErrorKey] = error },
        };
    }
}
