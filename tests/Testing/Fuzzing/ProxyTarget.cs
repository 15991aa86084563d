using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FastHttp;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace Testing.Fuzzing;

/// <summary>
/// What a proxy says, whole or in pieces: the tunnel opens for an answer that grants it, and for nothing else. A second
/// reading of the same bytes decides.
/// </summary>
internal sealed partial class ProxyTarget : FuzzTarget, IConnectionHandler
{
    private static readonly HttpEndPoint s_target = HttpEndPoint.Http("target.test", 80);

    private readonly bool _isSocks;
    private readonly FastHttpOptions _options;
    private readonly MemoryLoop _loop;
    private TransportConnection? _proxy;
    private HttpConnection? _opened;
    private HttpError _error;

    public ProxyTarget(bool isSocks)
    {
        _isSocks = isSocks;
        HttpProxy proxy = isSocks
            ? HttpProxy.Socks5("proxy", 1080, "u", "p")
            : HttpProxy.Http("proxy", 3128, tunnelsPlainHttp: true);
        _options = new() { Proxy = proxy };
        _loop = new MemoryTransport(connection =>
        {
            _proxy = connection;
            connection.Attach(new Sink(connection));
        }).CreateMemoryLoop();
        Samples = isSocks
            ?
            [
                [5, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0, 80], [5, 2, 1, 0, 5, 0, 0, 1, 1, 2, 3, 4, 0, 80],
                [5, 0, 5, 0, 0, 3, 2, 97, 98, 0, 80],
                [5, 0, 5, 0, 0, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0, 80],
                [5, 0xFF], [5, 2, 1, 1], [5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0],
            ]
            :
            [
                .. new[]
                {
                    "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 100 C\r\n\r\nHTTP/1.0 204 Fine\r\nX: y\r\n\r\n",
                    "HTTP/1.1 407 Who\r\nContent-Length: 2\r\n\r\nno",
                    "HTTP/1.1 200 Established\r\nContent-Length: 9\r\n\r\n",
                }.Select(Encoding.ASCII.GetBytes),
            ];
    }

    public override IReadOnlyList<byte[]> Samples { get; }

    public override string Interesting => _isSocks ? "\0\u0001\u0002\u0003\u0004\u0005\u00ff\u0010" : base.Interesting;

    public override bool Run(ReadOnlySpan<byte> input, Mutator mutator)
    {
        _opened = null;
        _error = HttpError.None;
        HttpConnection.Open(_loop, s_target, new IPEndPoint(IPAddress.Loopback, 1), _options, this);
        int cut = mutator.OneIn(3) ? mutator.Below(input.Length + 1) : input.Length;
        _proxy!.TrySend(input[..cut]);
        if (cut < input.Length && _opened is null && _error == HttpError.None)
        {
            _proxy.TrySend(input[cut..]);
        }

        bool? expected = _isSocks ? ReadSocks(input, cut) : ReadConnect(Encoding.Latin1.GetString(input), cut);
        string outcome = $"{(_opened is null ? $"{_error}" : "opened")}, expected {expected}, cut at {cut}";
        Require((_opened is not null) == (expected == true), outcome, input);
        Require((_error == HttpError.ProxyRefused) == (expected == false), outcome, input);
        _opened?.Abort();
        _proxy.Close();
        return expected == true;
    }

    public void OnOpened(HttpConnection connection) => _opened = connection;

    public void OnOpenFailed(HttpFailure failure) => _error = _error == HttpError.None ? failure.Error : _error;

    public void OnIdleClosed(HttpConnection connection)
    {
    }

    // True: a tunnel, and nothing after the answer where it was seen; null: not all there.
    private static bool? ReadConnect(string text, int cut)
    {
        while (true)
        {
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            Match match = Status().Match(text[..end]);
            if (!match.Success)
            {
                return false;
            }

            int seen = end + 4 <= cut ? cut : text.Length;
            if (match.Groups[1].Value == "2")
            {
                return end + 4 == seen;
            }

            text = text[(end + 4)..];
            cut -= end + 4;
        }
    }

    private static bool? ReadSocks(ReadOnlySpan<byte> input, int cut)
    {
        int at = 2;
        if (input.Length < at)
        {
            return null;
        }

        if (input[0] != 5 || input[1] is not (0 or 2))
        {
            return false;
        }

        if (input[1] == 2)
        {
            at += 2;
            if (input.Length < at)
            {
                return null;
            }

            if (input[3] != 0)
            {
                return false;
            }
        }

        ReadOnlySpan<byte> reply = input[at..];
        if (reply.Length < 2)
        {
            return null;
        }

        if (reply[0] != 5 || reply[1] != 0)
        {
            return false;
        }

        if (reply.Length < 5)
        {
            return null;
        }

        int length = reply[3] == 1 ? 10 : reply[3] == 4 ? 22 : reply[3] == 3 ? 7 + reply[4] : -1;
        if (length < 0)
        {
            return false;
        }

        int end = at + length;
        return input.Length < end ? null : end == (end <= cut ? cut : input.Length);
    }

    [GeneratedRegex(@"\AHTTP/1[.][0-9] (?!101)([12])[0-9][0-9](?:[ \r]|\z)")]
    private static partial Regex Status();

    private sealed class Sink(TransportConnection connection) : ITransportReceiver
    {
        public int OnReceived(ReadOnlySpan<byte> data) => data.Length;

        public void OnClosed(TransportError error) => connection.Close();
    }
}
