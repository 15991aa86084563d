using System;
using System.Buffers.Text;
using System.Text;
using FastHttp.Http1;
using FastHttp.Transports;

namespace FastHttp.Connecting;

/// <summary>
/// CONNECT of an HTTP proxy: one request, and any 2xx answer opens the tunnel (RFC 9110 §9.3.6). Lives on the loop.
/// </summary>
internal sealed class ConnectHandshake(
    HttpProxy proxy, HttpEndPoint target, TransportConnection transport, ITunnelHandler opener)
    : TunnelHandshake(transport, opener)
{
    // A proxy that refuses may send a page; the client does not read it.
    private const int MaxHeadBytes = 64 * 1024;
    private const int StatusLineBytes = 12;

    protected override void Begin()
    {
        // RFC 9112 §3.2.3: host and port, the port even where it is the scheme's own.
        string authority = $"{target.HostText}:{target.Port}";
        byte[] start = RequestSyntax.ToAscii($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
        Send([.. start, .. proxy.AuthorizationLine.Span, .. "\r\n"u8]);
    }

    protected override Step Read(ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        int end = data.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return data.Length > MaxHeadBytes ? Step.Refused : Step.NeedMore;
        }

        consumed = end + 4;
        bool isStatusLine = end >= StatusLineBytes && IsStatusLine(data);

        // A proxy that switches to another protocol opens no tunnel.
        bool isInterim = isStatusLine && data[9] == '1' && !data[9..StatusLineBytes].SequenceEqual("101"u8);
        if (isStatusLine && data[9] != '2' && !isInterim)
        {
            RefusalStatus = Utf8Parser.TryParse(data[9..StatusLineBytes], out int status, out _) ? status : 0;
            RefusalText = $"it answered {Encoding.Latin1.GetString(data[9..data.IndexOf((byte)'\r')])}";
        }

        // A 2xx answer has no body, whatever its fields say (RFC 9110 §9.3.6); of the others, interim ones pass.
        return !isStatusLine ? Step.Refused
            : data[9] == '2' ? Step.Open
            : isInterim ? Step.Next
            : Step.Refused;
    }

    // RFC 9112 §4: version, one space, three digits; the reason, and the space before it, may be missing.
    private static bool IsStatusLine(ReadOnlySpan<byte> data) =>
        data.StartsWith("HTTP/1."u8)
        && char.IsAsciiDigit((char)data[7])
        && data[8] == ' '
        && !data[9..StatusLineBytes].ContainsAnyExceptInRange((byte)'0', (byte)'9')
        && data[StatusLineBytes] is (byte)' ' or (byte)'\r';
}
