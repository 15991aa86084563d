using System;

namespace FastHttp;

/// <summary>
/// The throwing face of <see cref="HttpError"/>: switch on <see cref="Error"/>, show the message to people. The inner
/// exception is what made it fail, as with the runtime's own client: a
/// <see cref="System.Net.Sockets.SocketException"/>, an
/// <see cref="System.Security.Authentication.AuthenticationException"/>, or an <see cref="System.IO.IOException"/>.
/// </summary>
public sealed class HttpException : Exception
{
    /// <summary>
    /// The key under which <see cref="Exception.Data"/> of an <c>HttpRequestException</c> has the
    /// <see cref="HttpError"/>. Its inner exception is what the runtime's handler would give.
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

    internal HttpException(HttpFailure failure)
        : base(failure.Message, failure.Cause) => Failure = failure;

    /// <summary>The reason.</summary>
    public HttpError Error => Failure.Error;

    /// <summary>What is known beyond the reason.</summary>
    public HttpFailure Failure { get; }

    /// <summary>
    /// The system's error number (errno on Linux) of an attempt to connect that the system refused, such as EMFILE or
    /// EADDRNOTAVAIL; else 0.
    /// </summary>
    public int SystemError => Failure.SystemError;
}
