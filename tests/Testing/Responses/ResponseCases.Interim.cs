using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>Interim responses: cases G01 to G09. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> Interim()
    {
        yield return new("G01", "100 then 200",
            "HTTP/1.1 100 Continue\r\n\r\n" + OkLine + "Content-Length: 2\r\n\r\nhi",
            Ok(200, "OK", MessageEnd.Keep, body: "hi", fields: [("Content-Length", "2")]));

        yield return new("G02", "103 fields do not leak into the final response",
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + OkLine + NoLength,
            Ok(200, "OK", MessageEnd.Keep, fields: [("Content-Length", "0")]));

        yield return new("G03", "several interim responses",
            "HTTP/1.1 100 C\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\n\r\n"
            + "HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx",
            Ok(404, "No", MessageEnd.Keep, body: "x", fields: [("Content-Length", "1")]));

        yield return new("G04", "unknown interim code",
            "HTTP/1.1 150 Hm\r\nX-I: 1\r\n\r\n" + OkLine + NoLength,
            Ok(200, "OK", MessageEnd.Keep, fields: [("Content-Length", "0")]));

        yield return new("G05", "Content-Length on an interim response is ignored",
            "HTTP/1.1 103 E\r\nContent-Length: 5\r\n\r\n" + OkLine + NoLength,
            Ok(200, "OK", MessageEnd.Keep, fields: [("Content-Length", "0")]));

        yield return new("G06", "more interim responses than the limit",
            "HTTP/1.1 103 E\r\n\r\nHTTP/1.1 103 E\r\n\r\nHTTP/1.1 103 E\r\n\r\n"
            + "HTTP/1.1 103 E\r\n\r\nHTTP/1.1 103 E\r\n\r\nHTTP/1.1 103 E\r\n\r\n" + OkLine + NoLength,
            Fail(HttpError.TooManyInterim))
        {
            MaxInterimResponses = 5,
        };

        yield return new("G07", "101 that was not asked for",
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\n" + "\u0000\u0001",
            Fail(HttpError.UnexpectedUpgrade))
        {
            AlsoAllowed = [Ok(101, "Switching Protocols", MessageEnd.Close)],
        };

        yield return new("G08", "close after an interim response",
            "HTTP/1.1 100 Continue\r\n\r\n",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
        };

        yield return new("G09", "three 102 then 204",
            "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 102 P\r\n\r\n" + "HTTP/1.1 204 Done\r\n\r\n",
            Ok(204, "Done", MessageEnd.Keep));
    }
}
