using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>Responses without a body: cases F01 to F09. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> NoBody()
    {
        yield return new("F01", "HEAD with Content-Length",
            OkLine + "Content-Length: 1000\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep))
        {
            Traits = RequestTraits.Head,
        };

        yield return new("F02", "304 with Content-Length",
            "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n",
            Ok(304, "Not Modified", MessageEnd.Keep));

        yield return new("F03", "204 without framing fields",
            "HTTP/1.1 204 No Content\r\n\r\n",
            Ok(204, "No Content", MessageEnd.Keep));

        yield return new("F04", "204 with Content-Length and stray bytes",
            "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\nabc",
            Ok(204, "No Content", MessageEnd.Close));

        yield return new("F05", "HEAD answered with a body",
            OkLine + "Content-Length: 3\r\n\r\nabc",
            Ok(200, "OK", MessageEnd.Close))
        {
            Traits = RequestTraits.Head,
        };

        yield return new("F06", "2xx to CONNECT ignores framing fields",
            OkLine + "Content-Length: 5\r\n\r\n",
            Ok(200, "OK", MessageEnd.Tunnel))
        {
            Traits = RequestTraits.Connect,
        };

        yield return new("F07", "non-2xx to CONNECT has a body",
            "HTTP/1.1 407 Auth\r\nContent-Length: 4\r\n\r\nnope",
            Ok(407, "Auth", MessageEnd.Keep, body: "nope"))
        {
            Traits = RequestTraits.Connect,
        };

        yield return new("F08", "204 with Transfer-Encoding and no body",
            "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
            Ok(204, "No Content", MessageEnd.Keep));

        yield return new("F09", "HEAD with Transfer-Encoding only",
            ChunkedHead,
            Ok(200, "OK", MessageEnd.Keep))
        {
            Traits = RequestTraits.Head,
        };
    }
}
