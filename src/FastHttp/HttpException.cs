using System;
using System.Runtime.InteropServices;

namespace FastHttp;

/// <summary>
/// The throwing face of <see cref="HttpError"/>: switch on <see cref="Error"/>, show the message to people.
/// </summary>
public sealed class HttpException : Exception
{
    /// <summary>Makes the exception of a reason.</summary>
    public HttpException(HttpError error)
        : this(error, 0)
    {
    }

    /// <summary>Makes the exception of a reason, with a text that says more.</summary>
    public HttpException(HttpError error, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
    }

    internal HttpException(HttpError error, int systemError)
        : this(error, $"The exchange failed: {error}{TextOf(systemError)}.") => SystemError = systemError;

    /// <summary>The reason.</summary>
    public HttpError Error { get; }

    /// <summary>
    /// The system's error number (errno on Linux) of an attempt to connect that the system refused, such as EMFILE or
    /// EADDRNOTAVAIL; else 0.
    /// </summary>
    public int SystemError { get; }

    private static string TextOf(int systemError) =>
        systemError == 0 ? "" : $" ({Marshal.GetPInvokeErrorMessage(systemError)}, error {systemError})";
}
