using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>Field lines: cases B01 to B30. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> Fields()
    {
        yield return new("B01", "optional whitespace around a value is dropped",
            OkLine + "X-One: \t a b \t\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep, fields: [("X-One", "a b"), ("Content-Length", "0")]));

        yield return new("B02", "empty value does not swallow the next line",
            OkLine + "Pragma:\r\nVary: Accept\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep, fields: [("Pragma", ""), ("Vary", "Accept"), ("Content-Length", "0")]));

        yield return new("B03", "every token punctuation byte is legal in a name",
            OkLine + "a!#$%&'*+-.^_`|~9: v\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("B04", "blank inside a name",
            OkLine + "en-US X-Type: t\r\n" + NoLength,
            Fail(HttpError.InvalidHeader));

        yield return new("B05", "space before the colon",
            OkLine + "X-Flag : on\r\n" + NoLength,
            Fail(HttpError.InvalidHeader))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep, fields: [("X-Flag", "on"), ("Content-Length", "0")])],
        };

        yield return new("B06", "empty name",
            OkLine + ": v\r\n" + NoLength,
            Fail(HttpError.InvalidHeader));

        yield return new("B07", "line without a colon",
            OkLine + "Server unit\r\n" + NoLength,
            Fail(HttpError.InvalidHeader));

        yield return new("B08", "NUL in a value",
            OkLine + "X-N: a\u0000b\r\n" + NoLength,
            Fail(HttpError.InvalidHeader))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep, fields: [("X-N", "a b"), ("Content-Length", "0")])],
        };

        yield return new("B09", "NUL in a name",
            OkLine + "X\u0000N: a\r\n" + NoLength,
            Fail(HttpError.InvalidHeader));

        yield return new("B10", "lone CR in a value",
            OkLine + "X-R: a\rX-S: b\r\n" + NoLength,
            Fail(HttpError.InvalidHeader))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep, fields: [("X-R", "a X-S: b"), ("Content-Length", "0")])],
        };

        yield return new("B11", "other control byte in a value",
            OkLine + "X-C: a\u0001b\r\n" + NoLength,
            Fail(HttpError.InvalidHeader))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep)],
        };

        yield return new("B12", "obs-text bytes are opaque",
            OkLine + "X-T: \u00e9\u0080\u00ff\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        // Compare after collapsing SP runs.
        yield return new("B13", "folded value is joined by space",
            OkLine + "X-F: one\r\n two\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep, fields: [("X-F", "one two"), ("Content-Length", "0")]))
        {
            AlsoAllowed = [Fail(HttpError.InvalidHeader)],
        };

        // The line may be skipped, never merged into the status line.
        yield return new("B14", "whitespace-led line directly after the status line",
            OkLine + " X-Sp: v\r\n" + NoLength,
            Fail(HttpError.InvalidHeader))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep, fields: [("Content-Length", "0")])],
        };

        yield return new("B15", "separator byte in a name",
            OkLine + "Na@me: v\r\n" + NoLength,
            Fail(HttpError.InvalidHeader));

        yield return new("B16", "repeated field lines keep order",
            OkLine + "Set-Cookie: a=1\r\nX-M: m\r\nSet-Cookie: b=2\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("B17", "obs-text byte in a name",
            OkLine + "Caf\u00e9: v\r\n" + NoLength,
            Fail(HttpError.InvalidHeader));

        yield return new("B18", "framing field name in odd case",
            OkLine + "cOnTeNt-lEnGtH: 2\r\n\r\nok",
            Ok(200, "OK", MessageEnd.Keep, body: "ok"));

        yield return new("B19", "name that merely starts like Content-Length",
            OkLine + "Content-Length-Hint: 9\r\nContent-Length: 1\r\n\r\nq",
            Ok(200, "OK", MessageEnd.Keep, body: "q"));

        yield return new("B20", "CR inside a framing field name",
            OkLine + "Content\rLength: 0\r\n\r\n",
            Fail(HttpError.InvalidHeader));

        yield return new("B21", "peer closes before the empty line",
            OkLine + "X-A: 1\r\nContent-Length: 0\r\n",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
        };

        yield return new("B22", "head larger than the configured limit",
            OkLine + "X-Big: " + new string('B', 2000) + "\r\n" + NoLength,
            Fail(HttpError.HeadTooLarge))
        {
            MaxHeadBytes = 1024,
        };

        yield return new("B23", "endless header line without a terminator",
            OkLine + "X-Inf: " + new string('i', 4000),
            Fail(HttpError.HeadTooLarge))
        {
            MaxHeadBytes = 1024,
        };

        yield return new("B24", "more field lines than the configured count",
            OkLine + "A0: x\r\nA1: x\r\nA2: x\r\nA3: x\r\nA4: x\r\nA5: x\r\nA6: x\r\nA7: x\r\n"
            + "A8: x\r\nA9: x\r\nA10: x\r\nA11: x\r\n" + NoLength,
            Fail(HttpError.HeadTooLarge))
        {
            MaxHeaderCount = 10,
        };

        yield return new("B25", "DEL in a value",
            OkLine + "X-D: a\u007fb\r\n" + NoLength,
            Fail(HttpError.InvalidHeader))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep)],
        };

        yield return new("B26", "no blank after the colon",
            OkLine + "X-Q:v\r\nContent-Length:0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, fields: [("X-Q", "v"), ("Content-Length", "0")]));

        yield return new("B27", "colon inside a value",
            OkLine + "Link: <http://a:1/>; rel=x\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("B28", "value made of blanks only",
            OkLine + "X-Blank: \t \t \r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep, fields: [("X-Blank", ""), ("Content-Length", "0")]));

        yield return new("B29", "parenthesis in a name",
            OkLine + "X(1): v\r\n" + NoLength,
            Fail(HttpError.InvalidHeader));

        yield return new("B30", "quote and comma rich value is untouched",
            OkLine + "X-Q: \"a, \\\"b\\\"\", c;d=\"e:f\"\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));
    }
}
