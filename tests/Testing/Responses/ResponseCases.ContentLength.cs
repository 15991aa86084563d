using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>Content-Length: cases C01 to C22. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> ContentLength()
    {
        yield return new("C01", "zero length, field not last",
            OkLine + "Content-Length: 0\r\nX-Z: z\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("C02", "leading zeros",
            OkLine + "Content-Length: 010\r\n\r\n0123456789",
            Ok(200, "OK", MessageEnd.Keep, body: "0123456789"));

        yield return new("C03", "tabs around the number",
            OkLine + "Content-Length:\t4\t\r\n\r\nabcd",
            Ok(200, "OK", MessageEnd.Keep, body: "abcd", fields: [("Content-Length", "4")]));

        yield return new("C04", "list of identical numbers",
            OkLine + "Content-Length: 4, 4\r\n\r\nabcd",
            Ok(200, "OK", MessageEnd.Keep, body: "abcd"))
        {
            AlsoAllowed = [Fail(HttpError.InvalidContentLength)],
        };

        yield return new("C05", "two identical field lines",
            OkLine + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
            Ok(200, "OK", MessageEnd.Keep, body: "abcd"))
        {
            AlsoAllowed = [Fail(HttpError.InvalidContentLength)],
        };

        yield return new("C06", "two different field lines",
            OkLine + "Content-Length: 4\r\nContent-Length: 2\r\n\r\nabcd",
            Fail(HttpError.InvalidContentLength));

        yield return new("C07", "list of different numbers",
            OkLine + "Content-Length: 4, 2\r\n\r\nabcd",
            Fail(HttpError.InvalidContentLength));

        yield return new("C08", "plus sign",
            OkLine + "Content-Length: +4\r\n\r\nabcd",
            Fail(HttpError.InvalidContentLength));

        yield return new("C09", "minus sign",
            OkLine + "Content-Length: -4\r\n\r\nabcd",
            Fail(HttpError.InvalidContentLength));

        yield return new("C10", "hexadecimal",
            OkLine + "Content-Length: 0x4\r\n\r\nabcd",
            Fail(HttpError.InvalidContentLength));

        yield return new("C11", "letters after the number",
            OkLine + "Content-Length: 4bytes\r\n\r\nabcd",
            Fail(HttpError.InvalidContentLength));

        yield return new("C12", "empty value",
            OkLine + "Content-Length:\r\n\r\n",
            Fail(HttpError.InvalidContentLength));

        yield return new("C13", "blank inside the number",
            OkLine + "Content-Length: 1 2\r\n\r\nabcdefghijkl",
            Fail(HttpError.InvalidContentLength));

        yield return new("C14", "larger than any integer type",
            OkLine + "Content-Length: 36893488147419103232\r\n\r\nabc",
            Fail(HttpError.InvalidContentLength));

        yield return new("C15", "peer closes before all bytes came",
            OkLine + "Content-Length: 10\r\n\r\nabc",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
        };

        // Surplus discarded, connection not reused.
        yield return new("C16", "bytes beyond the declared length",
            OkLine + "Content-Length: 3\r\n\r\nabcEXTRA",
            Ok(200, "OK", MessageEnd.Close, body: "abc"));

        yield return new("C17", "declared length above the body limit",
            OkLine + "Content-Length: 11\r\n\r\nhello world",
            Fail(HttpError.BodyTooLarge))
        {
            MaxBodyBytes = 10,
        };

        // Must not allocate the declared size: that of the longest array, which a body that is kept may have.
        yield return new("C18", "huge but representable length, then close: no pre-allocation",
            OkLine + "Content-Length: 2147483591\r\n\r\nab",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
            AlsoAllowed = [Fail(HttpError.BodyTooLarge)],
        };

        yield return new("C19", "body holding NUL, CR, LF and status-line look-alike",
            OkLine + "Content-Length: 22\r\n\r\n\u0000\r\n\r\nHTTP/1.1 500 x\r\n\u00ff",
            Ok(200, "OK", MessageEnd.Keep, body: "\u0000\r\n\r\nHTTP/1.1 500 x\r\n\u00ff"));

        yield return new("C20", "non-ASCII digits",
            OkLine + "Content-Length: \u00d9\u00a3\r\n\r\nabc",
            Fail(HttpError.InvalidContentLength));

        yield return new("C21", "parameter after the number",
            OkLine + "Content-Length: 3;q=1\r\n\r\nabc",
            Fail(HttpError.InvalidContentLength));

        yield return new("C22", "bare hyphen",
            OkLine + "Content-Length: -\r\n\r\n",
            Fail(HttpError.InvalidContentLength));
    }
}
