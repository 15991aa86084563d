using System;
using System.Net;
using System.Net.Http;

namespace FastHttp;

/// <summary>
/// Carries an <see cref="HttpError"/> as an exception. It is an <see cref="HttpRequestException"/>, so that code
/// written for HttpClient catches it. Switch on <see cref="Error"/>, and show the message to people. The inner
/// exception is what made the call fail, as with the runtime's own client: a
/// <see cref="System.Net.Sockets.SocketException"/>, an
/// <see cref="System.Security.Authentication.AuthenticationException"/>, or an <see cref="System.IO.IOException"/>.
/// </summary>
public sealed class HttpException : HttpRequestException
{
    /// <summary>
    /// The key under which <see cref="Exception.Data"/> has the <see cref="HttpError"/>: also that of an
    /// <see cref="HttpRequestException"/> of the handler, whose inner exception is what the runtime's would give.
    /// </summary>
    public const string ErrorKey = "FastHttp.HttpError";

    /// <summary>Makes the exception of a reason.</summary>
    public HttpException(HttpError error)
        : this(HttpFailure.Of(error))
    {
    }

    /// <summary>Makes the exception of a reason, with a text that says more.</summary>
    public HttpException(HttpError error, string message, Exception? innerException = null)
        : this(HttpFailure.Of(error, message, innerException))
    {
    }

    /// <summary>Makes the exception of a response that has come, with a status that is not 2xx.</summary>
    internal HttpException(HttpStatusCode status)
        : this(new HttpFailure(
            HttpError.UnsuccessfulStatus, $"The response has status {(int)status}, which is not success."), status)
    {
    }

    internal HttpException(HttpFailure failure, HttpStatusCode? status = null)
        : base(ToRequestError(failure.Error), failure.Message, failure.Cause, status)
    {
        Failure = failure;
        Data[ErrorKey] = failure.Error;
    }

    /// <summary>The reason.</summary>
    public HttpError Error => Failure.Error;

    /// <summary>What is known beyond the reason.</summary>
    public HttpFailure Failure { get; }

    /// <summary>Whether a time limit was over: one of the reasons whose names end in <c>Timeout</c>.</summary>
    public bool IsTimeout => IsTimeoutReason(Error);

    /// <summary>
    /// The system's error number (errno on Linux) of an attempt to connect that the system refused, such as EMFILE or
    /// EADDRNOTAVAIL; else 0.
    /// </summary>
    public int SystemError => Failure.SystemError;

    internal static bool IsTimeoutReason(HttpError error) => error is HttpError.DnsTimeout or HttpError.ConnectTimeout
        or HttpError.TlsTimeout or HttpError.PoolWaitTimeout or HttpError.WriteTimeout or HttpError.HeadTimeout
        or HttpError.BodyTimeout or HttpError.RequestTimeout;

    /// <summary>The closest of the runtime's reasons.</summary>
    internal static HttpRequestError ToRequestError(HttpError error) => error switch
    {
        HttpError.DnsFailed => HttpRequestError.NameResolutionError,
        HttpError.ConnectRefused or HttpError.ConnectFailed => HttpRequestError.ConnectionError,
        HttpError.TlsFailed => HttpRequestError.SecureConnectionError,
        HttpError.ProxyRefused => HttpRequestError.ProxyTunnelError,
        HttpError.ConnectionClosed or HttpError.UnexpectedEof or HttpError.ConnectionReset =>
            HttpRequestError.ResponseEnded,
        HttpError.InvalidStatusLine or HttpError.InvalidHeader or HttpError.InvalidContentLength
            or HttpError.InvalidTransferEncoding or HttpError.InvalidChunk
            or HttpError.InvalidTrailer or HttpError.UnexpectedUpgrade => HttpRequestError.InvalidResponse,
        HttpError.HeadTooLarge or HttpError.BodyTooLarge or HttpError.TooManyInterim or HttpError.PoolExhausted =>
            HttpRequestError.ConfigurationLimitExceeded,
        _ => HttpRequestError.Unknown,
    };
}
