using System.Collections.Generic;

namespace Testing.Responses;

/// <summary>Persistence and the end of the message: cases K01 to K19. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> Persistence()
    {
        yield return new("K01", "HTTP/1.1 default",
            OkLine + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("K02", "close option",
            OkLine + "Connection: close\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Close));

        yield return new("K03", "close option, capitalised (fasthttp compares exactly)",
            OkLine + "Connection: Close\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Close));

        yield return new("K04", "close inside a list",
            OkLine + "Connection: foo, close\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Close));

        yield return new("K05", "close in the second field line",
            OkLine + "Connection: foo\r\nConnection: close\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Close));

        yield return new("K06", "HTTP/1.0 default",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
            Ok(200, "OK", MessageEnd.Close, body: "ok"));

        yield return new("K07", "HTTP/1.0 with keep-alive",
            "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nok",
            Ok(200, "OK", MessageEnd.Keep, body: "ok"));

        yield return new("K08", "HTTP/1.0 keep-alive without length",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nHTTP/1.0 200 OK",
            Ok(200, "OK", MessageEnd.Close, body: "HTTP/1.0 200 OK"))
        {
            ClosesAfter = true,
        };

        yield return new("K09", "no framing fields: read to close",
            OkLine + "X: y\r\n\r\nuntil the end",
            Ok(200, "OK", MessageEnd.Close, body: "until the end"))
        {
            ClosesAfter = true,
        };

        yield return new("K10", "keep-alive and close together",
            OkLine + "Connection: keep-alive, close\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Close));

        yield return new("K11", "Proxy-Connection",
            OkLine + "Proxy-Connection: close\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.KeepOrClose));

        yield return new("K12", "Upgrade offered on a 200",
            OkLine + "Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 4\r\n\r\nbody",
            Ok(200, "OK", MessageEnd.Keep, body: "body"));

        yield return new("K13", "option that only starts like close",
            OkLine + "Connection: closed\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("K14", "only CRLF after the response",
            OkLine + "Content-Length: 2\r\n\r\nhi\r\n",
            Ok(200, "OK", MessageEnd.Close, body: "hi"))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep, body: "hi")],
        };

        // The second response must never be delivered.
        yield return new("K15", "second response glued on",
            OkLine + "Content-Length: 2\r\n\r\nhiHTTP/1.1 500 Evil\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Close, body: "hi"));

        yield return new("K16", "data after Connection: close",
            OkLine + "Connection: close\r\nContent-Length: 2\r\n\r\nhiJUNK",
            Ok(200, "OK", MessageEnd.Close, body: "hi"));

        yield return new("K17", "option that contains close as a prefix",
            OkLine + "Connection: close-notify\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("K18", "binary junk behind the body",
            OkLine + "Content-Length: 2\r\n\r\nhi\u0000\u0001\u0002",
            Ok(200, "OK", MessageEnd.Close, body: "hi"));

        yield return new("K19", "close-delimited empty body",
            OkLine + "Server: s\r\n\r\n",
            Ok(200, "OK", MessageEnd.Close))
        {
            ClosesAfter = true,
        };
    }
}
