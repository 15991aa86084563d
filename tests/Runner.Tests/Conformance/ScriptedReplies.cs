using System;
using System.Collections.Generic;

namespace Runner.Tests.Conformance;

// The paths of a ScriptedServer: one for each kind of reply that wrk treats in its own way.
internal static class ScriptedReplies
{
    /// <summary>What /big sends in front of its 100,000 bytes.</summary>
    public const string BigHead = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";

    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private static readonly Dictionary<string, ScriptedReply> s_byPath = new()
    {
        ["/cl"] = new(Ok),
        ["/chunked"] = new("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"),
        ["/trailers"] = new(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\nX-End: yes\r\n\r\n"),
        ["/204"] = new("HTTP/1.1 204 No Content\r\n\r\n"),
        ["/304"] = new("HTTP/1.1 304 Not Modified\r\n\r\n"),
        ["/204cl"] = new("HTTP/1.1 204 No Content\r\nContent-Length: 10\r\n\r\n"),
        ["/304cl"] = new("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n"),
        ["/100"] = new("HTTP/1.1 100 Continue\r\n\r\n" + Ok),
        ["/302"] = new("HTTP/1.1 302 Found\r\nLocation: /cl\r\nContent-Length: 0\r\n\r\n"),
        ["/loop"] = new("HTTP/1.1 302 Found\r\nLocation: /302\r\nContent-Length: 0\r\n\r\n"),
        ["/307"] = new("HTTP/1.1 307 Again\r\nLocation: a?b=c#d\r\nContent-Length: 0\r\n\r\n"),
        ["/302close"] = new(
            "HTTP/1.1 302 Found\r\nLocation: /cl\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", ReplyEnd.Close),
        ["/elsewhere"] = new("HTTP/1.1 302 Found\r\nLocation: http://other.test/\r\nContent-Length: 0\r\n\r\n"),
        ["/set"] = new(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; HttpOnly\r\nset-cookie: b=2; Path=/x\r\nContent-Length: 0\r\n\r\n"),
        ["/unset"] = new("HTTP/1.1 200 OK\r\nSet-Cookie: a=; Max-Age=0\r\nContent-Length: 0\r\n\r\n"),
        ["/login"] = new(
            "HTTP/1.1 303 In\r\nLocation: /cl\r\nSet-Cookie: session=1\r\nContent-Length: 0\r\n\r\n"),
        ["/399"] = new("HTTP/1.1 399 Odd\r\nContent-Length: 0\r\n\r\n"),
        ["/400"] = new("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        ["/404"] = new("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        ["/500"] = new("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
        ["/close"] = new("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", ReplyEnd.Close),
        ["/closekept"] = new("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"),
        ["/closesilent"] = new(Ok, ReplyEnd.Close),
        ["/http10"] = new("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", ReplyEnd.Close),
        ["/http10ka"] = new("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"),
        ["/eof"] = new("HTTP/1.1 200 OK\r\n\r\nuntil the end", ReplyEnd.Close),
        ["/drop"] = new("", ReplyEnd.Close),
        ["/rst"] = new("", ReplyEnd.Reset),
        ["/truncated"] = new("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", ReplyEnd.Close),
        ["/garbage"] = new("this is not HTTP\r\n\r\n"),
        ["/tecl"] = new(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        ["/clcl"] = new("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!"),
        ["/bighead"] = new($"HTTP/1.1 200 OK\r\nX: {new string('x', 90 * 1024)}\r\nContent-Length: 2\r\n\r\nok"),
        ["/big"] = new(BigHead + new string('b', 100_000)),
        ["/folded"] = new("HTTP/1.1 200 OK\r\nX-Fold: a\r\n b\r\nContent-Length: 2\r\n\r\nok"),
        ["/lf"] = new("HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
        ["/noreason"] = new("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"),
        ["/head"] = new("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
        ["/authenticate"] = new("HTTP/1.1 200 OK\r\nX-Token: abc\r\nContent-Length: 2\r\n\r\nok"),
        ["/fields"] = new(
            "HTTP/1.1 200 OK\r\nContent-Type:  text/plain\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nx-low: 1\r\nX-Low: 2\r\n"
            + "X-Pad: pad  \r\nX-Empty:\r\nX-Fold: a\r\n b\r\nContent-Length: 5\r\n\r\na\0b\0c"),
        ["/junk"] = new(Ok + "junk"),
        ["/two"] = new(Ok + Ok),
        ["/hang"] = new("", ReplyEnd.Hang),
        ["/sleep1100"] = new(Ok) { Delay = TimeSpan.FromMilliseconds(1100) },
        ["/sleep1200"] = new(Ok) { Delay = TimeSpan.FromMilliseconds(1200) },
        ["/sleep100"] = new(Ok) { Delay = TimeSpan.FromMilliseconds(100) },
        ["/sleep300"] = new(Ok) { Delay = TimeSpan.FromMilliseconds(300) },
    };

    /// <summary>The reply to a request target; /cl's for targets that are not in the table.</summary>
    public static ScriptedReply For(string target) => s_byPath.GetValueOrDefault(target, s_byPath["/cl"]);
}
