using System;

namespace FastHttp;

/// <summary>
/// The throwing face of <see cref="HttpError"/>: switch on <see cref="Error"/>, show the message to people.
/// </summary>
public sealed class HttpException : Exception
{
    /// <summary>Makes the exception of a reason.</summary>
    public HttpException(HttpError error)
        : this(error, $"The exchange failed: {error}.")
    {
    }

    /// <summary>Makes the exception of a reason, with a text that says more.</summary>
    public HttpException(HttpError error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
    }

    /// <summary>The reason.</summary>
    public HttpError Error { get; }
}
