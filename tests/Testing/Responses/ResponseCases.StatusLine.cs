using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>Status lines: cases A01 to A31. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> StatusLine()
    {
        yield return new("A01", "plain 200 with a 3-byte body",
            OkLine + "Content-Length: 3\r\n\r\none",
            Ok(200, "OK", MessageEnd.Keep, body: "one"));

        yield return new("A02", "no reason and no space after the code",
            "HTTP/1.1 200\r\n" + NoLength,
            Ok(200, "", MessageEnd.Keep));

        yield return new("A03", "space present, reason empty",
            "HTTP/1.1 202 \r\n" + NoLength,
            Ok(202, "", MessageEnd.Keep));

        yield return new("A04", "reason keeps inner and leading blanks and tabs",
            "HTTP/1.1 200  O \t K\r\n" + NoLength,
            Ok(200, " O \t K", MessageEnd.Keep));

        yield return new("A05", "obs-text byte in the reason",
            "HTTP/1.1 503 caf\u00e9\r\n" + NoLength,
            Ok(503, "caf\u00e9", MessageEnd.Keep));

        yield return new("A06", "NUL in the reason",
            "HTTP/1.1 200 O\u0000K\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A07", "two-digit minor version",
            "HTTP/1.10 200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A08", "two-digit major version",
            "HTTP/10.1 200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A09", "major version 2 on a 1.1 connection",
            "HTTP/2.0 200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A10", "major version 0",
            "HTTP/0.9 200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A11", "minor version 2 is read as 1.1",
            "HTTP/1.2 200 OK\r\n" + NoLength,
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("A12", "protocol name is case-sensitive",
            "http/1.1 200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A13", "misspelt protocol name",
            "HTTTP/1.1 200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A14", "tab instead of space after the version",
            "HTTP/1.1\t200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep)],
        };

        yield return new("A15", "two spaces before the code",
            "HTTP/1.1  200 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep)],
        };

        yield return new("A16", "one-digit code",
            "HTTP/1.1 5 Oops\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A17", "four-digit code",
            "HTTP/1.1 2000 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A18", "code glued to the reason",
            "HTTP/1.1 404Nope\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A19", "negative code",
            "HTTP/1.1 -12 OK\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A20", "three-digit code above 599 is delivered",
            "HTTP/1.1 622 Odd\r\n" + NoLength,
            Ok(622, "Odd", MessageEnd.Keep));

        yield return new("A21", "body bytes with no status line (HTTP/0.9 style)",
            "<p>hello</p>",
            Fail(HttpError.InvalidStatusLine))
        {
            ClosesAfter = true,
        };

        yield return new("A22", "one empty line in front of the status line",
            "\r\n" + OkLine + NoLength,
            Fail(HttpError.InvalidStatusLine))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Keep, fields: [("Content-Length", "0")])],
        };

        yield return new("A23", "lone CR ends the status line",
            "HTTP/1.1 200 OK\r" + NoLength,
            Fail(HttpError.InvalidStatusLine));

        yield return new("A24", "whole head terminated by bare LF",
            "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi",
            Ok(200, "OK", MessageEnd.Keep, body: "hi", fields: [("Content-Length", "2")]))
        {
            AlsoAllowed = [Fail(HttpError.InvalidStatusLine)],
        };

        yield return new("A25", "TLS record instead of HTTP; must fail without waiting for a line end",
            "\u0016\u0003\u0003\u00001",
            Fail(HttpError.InvalidStatusLine));

        // Retryable for idempotent methods, see §6.
        yield return new("A26", "peer closes before any byte",
            "",
            Fail(HttpError.ConnectionClosed))
        {
            ClosesAfter = true,
            WholeOnly = true,
        };

        yield return new("A27", "peer closes inside the status line",
            "HTTP/1.1 2",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
        };

        yield return new("A28", "three-digit code below 100",
            "HTTP/1.1 042 Low\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine))
        {
            AlsoAllowed = [Ok(42, "Low", MessageEnd.Keep)],
        };

        yield return new("A29", "control byte in the reason",
            "HTTP/1.1 200 O\u0002K\r\n" + NoLength,
            Fail(HttpError.InvalidStatusLine))
        {
            AlsoAllowed = [Ok(200, "O\u0002K", MessageEnd.Keep)],
        };

        yield return new("A30", "code 999, empty reason",
            "HTTP/1.1 999 \r\n" + NoLength,
            Ok(999, "", MessageEnd.Keep));

        yield return new("A31", "space in front of the protocol name",
            " " + OkLine + NoLength,
            Fail(HttpError.InvalidStatusLine));
    }
}
