using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using FastHttp.Transports;
using FastHttp.Transports.Linux;

namespace FastHttp;

/// <summary>
/// What is known of a failure beyond its reason: what the system, the proxy or the handshake said. Made only when
/// something fails. Immutable.
/// </summary>
public sealed class HttpFailure
{
    /// <summary>Makes a failure from what is known of it.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="message">One line for people.</param>
    /// <param name="cause">What made it fail, or null.</param>
    /// <param name="systemError">The system's error number, or 0.</param>
    /// <param name="proxyStatus">The status of the proxy, or 0.</param>
    public HttpFailure(
        HttpError error, string message, Exception? cause = null, int systemError = 0, int proxyStatus = 0)
    {
        Error = error;
        Message = message;
        Detail = message;
        Cause = cause;
        SystemError = systemError;
        ProxyStatus = proxyStatus;
    }

    /// <summary>The reason.</summary>
    public HttpError Error { get; }

    /// <summary>One line for people.</summary>
    public string Message { get; }

    /// <summary>
    /// What made it fail, as the runtime's own client has it: a <see cref="SocketException"/> where the system refused,
    /// an <see cref="System.Security.Authentication.AuthenticationException"/> or <see cref="IOException"/> of a
    /// handshake, or what <see cref="FastHttpOptions.ConnectCallback"/> threw. Null where there is nothing more.
    /// </summary>
    public Exception? Cause { get; }

    /// <summary>The system's error number (errno on Linux), 0 where there is none.</summary>
    public int SystemError { get; }

    /// <summary>The status with which a proxy refused: 403, 407, 502. 0 where none came.</summary>
    public int ProxyStatus { get; }

    /// <summary>The message without what it is about, to be said of something else.</summary>
    internal string Detail { get; private init; }

    /// <summary>Makes the exception that says the same.</summary>
    public HttpException ToException() => new(this);

    /// <inheritdoc/>
    public override string ToString() => Message;

    /// <summary>Of a reason alone.</summary>
    internal static HttpFailure Of(HttpError error) => OfExchange(error, TransportError.None, default);

    /// <summary>Of something that threw.</summary>
    internal static HttpFailure Of(HttpError error, string message, Exception? cause) => new(error, message, cause);

    /// <summary>Of a connection that was not made.</summary>
    internal static HttpFailure OfConnect(HttpError error, TransportError reason, int systemError, string target)
    {
        SocketException? cause = SocketExceptionOf(reason, systemError);
        string text = systemError != 0 ? $"{Marshal.GetPInvokeErrorMessage(systemError)} (error {systemError})"
            : cause?.Message ?? $"{error.ToText()} ({error})";
        return new HttpFailure(error, $"Connecting to {target} failed: {text}.", cause, systemError);
    }

    /// <summary>Of a way of connecting that is the caller's, and threw.</summary>
    internal static HttpFailure OfCallback(string target, Exception thrown) =>
        new(HttpError.ConnectFailed, $"Connecting to {target} failed: {thrown.Message}", thrown);

    /// <summary>Of a tunnel that a proxy does not open; without a status it has said so in another way.</summary>
    internal static HttpFailure OfProxy(int status, string text) =>
        new(HttpError.ProxyRefused, text, status == 0 ? new IOException(text) : null, proxyStatus: status);

    /// <summary>Of an exchange on a connection that was open; the cause is null where the peer ended it in order.
    /// </summary>
    /// <param name="error">The reason.</param>
    /// <param name="reason">What the transport said.</param>
    /// <param name="unreadable">The start of what came and is no HTTP; empty where that is not the reason.</param>
    internal static HttpFailure OfExchange(HttpError error, TransportError reason, ReadOnlySpan<byte> unreadable)
    {
        SocketException? system = SocketExceptionOf(reason);
        string detail = $"{error.ToText()} ({error}{(system is null ? "" : $", {system.Message}")})"
            + (unreadable.IsEmpty ? "." : $": {Quote(unreadable)}.");
        IOException? cause = system is null ? null : new(system.Message, system);
        return new HttpFailure(error, $"The exchange failed: {detail}", cause) { Detail = detail };
    }

    /// <summary>Whether bytes show what is wrong.</summary>
    internal static bool ShowsBytes(HttpError error) => error is HttpError.InvalidStatusLine or HttpError.InvalidHeader
        or HttpError.InvalidChunk or HttpError.InvalidTrailer;

    // As C# writes it: each byte can be told, and none tells a terminal what to do.
    private static string Quote(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new("\"");
        foreach (byte value in bytes)
        {
            _ = value switch
            {
                (byte)'\r' => text.Append("\\r"),
                (byte)'\n' => text.Append("\\n"),
                (byte)'"' or (byte)'\\' => text.Append('\\').Append((char)value),
                < 0x20 or > 0x7E => text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}"),
                _ => text.Append((char)value),
            };
        }

        return text.Append('"').ToString();
    }

    private static SocketException? SocketExceptionOf(TransportError reason, int systemError = 0)
    {
        SocketError error = reason switch
        {
            TransportError.Refused => SocketError.ConnectionRefused,
            TransportError.Reset => SocketError.ConnectionReset,
            TransportError.TimedOut => SocketError.TimedOut,
            TransportError.Unreachable when systemError == Errno.NetworkUnreachable => SocketError.NetworkUnreachable,
            TransportError.Unreachable => SocketError.HostUnreachable,
            TransportError.AddressNotAvailable => SocketError.AddressNotAvailable,
            TransportError.TooManyOpenFiles => SocketError.TooManyOpenSockets,
            TransportError.AccessDenied => SocketError.AccessDenied,
            TransportError.Other => SocketError.SocketError,
            _ => SocketError.Success,
        };
        return error == SocketError.Success ? null : new SocketException((int)error);
    }
}
