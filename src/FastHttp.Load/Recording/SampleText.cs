using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using FastHttp.Load.Stability;
using FastHttp.Transports;

namespace FastHttp.Load.Recording;

/// <summary>A failure as the wire or the system had it, in one line for people.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class SampleText
{
    private const int ExcerptLength = 120;

    // A certificate names its subject, its issuer and all that it is for.
    private const int MessageLength = 500;

    /// <summary>Of a response with a status that is no success: status line, where it leads to, start of the body.
    /// </summary>
    internal static string OfResponse(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> head = NextHead(bytes, out ReadOnlySpan<byte> body);
        while (head.StartsWith("HTTP/1.1 1"u8) && !body.IsEmpty)
        {
            // An interim response came along.
            head = NextHead(body, out body);
        }

        ReadOnlySpan<byte> line = FirstLine(head);
        string what = Excerpt(line);
        if (TryGetField(head, "location", out ReadOnlySpan<byte> location))
        {
            what += $", Location: {Excerpt(location)}";
        }

        if (TryGetField(head, "transfer-encoding", out _) && body.IndexOf((byte)'\n') is >= 0 and int end)
        {
            // The size of the first chunk.
            body = body[(end + 1)..];
        }

        string start = Excerpt(body);
        return start.Length == 0 ? what : $"{what}: {start}";
    }

    /// <summary>Returns the sample of a response that broke off or cannot be read.</summary>
    public static string OfBroken(in BrokenResponse response)
    {
        if (!response.Bytes.IsEmpty)
        {
            return Excerpt(response.Bytes);
        }

        string? cause = response.Cause switch
        {
            TransportError.Reset => OfSystem(Errno.ConnectionReset),
            TransportError.TimedOut => OfSystem(Errno.TimedOut),
            TransportError.Unreachable => OfSystem(Errno.Unreachable),
            TransportError.Truncated => "the stream ended without TLS's close_notify",
            _ => null,
        };
        string? where = response.StatusCode == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"after the head of a {response.StatusCode} and {response.BodyLength} bytes of its body");
        return cause is null ? where ?? "" : where is null ? cause : $"{cause}, {where}";
    }

    /// <summary>
    /// Returns the sample of a connection that was not made: what the system, the proxy or the handshake said; empty
    /// where that is no more than the reason.
    /// </summary>
    public static string OfOpening(HttpFailure failure) =>
        failure.SystemError != 0 ? OfSystem(failure.SystemError)
        : failure.Error is HttpError.TlsFailed or HttpError.ProxyRefused
            ? Excerpt(Encoding.UTF8.GetBytes(failure.Message), MessageLength).TrimEnd('.')
        : "";

    /// <summary>Of a call of the system; empty where its error has no number.</summary>
    internal static string OfSystem(int errno) => errno == 0 ? "" : Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>One line of what can be shown: bytes may be anything, escape sequences of a terminal included.
    /// </summary>
    internal static string Excerpt(ReadOnlySpan<byte> bytes, int limit = ExcerptLength)
    {
        StringBuilder text = new();
        foreach (char c in Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, limit)]))
        {
            bool isBlank = char.IsControl(c) || char.IsWhiteSpace(c);
            if (!isBlank || (text.Length > 0 && text[^1] != ' '))
            {
                text.Append(isBlank ? ' ' : c);
            }
        }

        return text.ToString().TrimEnd() + (bytes.Length > limit ? "..." : "");
    }

    private static ReadOnlySpan<byte> NextHead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> rest)
    {
        int end = bytes.IndexOf("\r\n\r\n"u8);
        int length = end >= 0 ? end + 4 : bytes.IndexOf("\n\n"u8) is >= 0 and int bare ? bare + 2 : bytes.Length;
        rest = bytes[length..];
        return bytes[..length];
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        return end < 0 ? text : text[..end];
    }

    private static bool TryGetField(ReadOnlySpan<byte> head, string name, out ReadOnlySpan<byte> value)
    {
        foreach (Range range in head.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = head[range];
            int colon = line.IndexOf((byte)':');
            if (colon == name.Length && Ascii.EqualsIgnoreCase(line[..colon], name))
            {
                value = line[(colon + 1)..].Trim(" \t\r"u8);
                return true;
            }
        }

        value = default;
        return false;
    }
}
