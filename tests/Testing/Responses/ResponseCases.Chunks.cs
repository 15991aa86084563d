using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>The chunk grammar: cases E01 to E37. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> Chunks()
    {
        yield return new("E01", "several chunks, hex in both cases",
            ChunkedHead + "a\r\n0123456789\r\nB\r\nabcdefghijk\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "0123456789abcdefghijk"));

        yield return new("E02", "leading zeros in sizes",
            ChunkedHead + "0003\r\nabc\r\n000\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"));

        yield return new("E03", "extension with name and value",
            ChunkedHead + "3;k=v\r\nabc\r\n0;last\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"));

        yield return new("E04", "quoted extension value with a semicolon",
            ChunkedHead + "3;k=\"a; b\"\r\nabc\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"));

        yield return new("E05", "blanks after the size",
            ChunkedHead + "3  \r\nabc\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"))
        {
            AlsoAllowed = [Fail(HttpError.InvalidChunk)],
        };

        yield return new("E06", "blank between size and semicolon (BWS)",
            ChunkedHead + "3 ;k=v\r\nabc\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"))
        {
            AlsoAllowed = [Fail(HttpError.InvalidChunk)],
        };

        yield return new("E07", "text after the size without a semicolon",
            ChunkedHead + "3 ext\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E08", "empty size line",
            ChunkedHead + "\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E09", "0x prefix",
            ChunkedHead + "0x3\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E10", "minus sign",
            ChunkedHead + "-3\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E11", "blank before the size",
            ChunkedHead + " 3\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E12", "17 significant hex digits",
            ChunkedHead + "10000000000000000\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E13", "size line ended by bare LF",
            ChunkedHead + "3\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E14", "chunk data followed by bare LF",
            ChunkedHead + "3\r\nabc\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E15", "chunk data not followed by CRLF",
            ChunkedHead + "3\r\nabcXX0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E16", "CR CR in the size line",
            ChunkedHead + "3\r\r;ABC\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E17", "LF inside an extension",
            ChunkedHead + "3;a\nb\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E18", "close without last chunk",
            ChunkedHead + "3\r\nabc\r\n",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
        };

        yield return new("E19", "close inside a chunk",
            ChunkedHead + "9\r\nabc",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
        };

        yield return new("E20", "close after the last size line, final CRLF missing",
            ChunkedHead + "3\r\nabc\r\n0\r\n",
            Fail(HttpError.UnexpectedEof))
        {
            ClosesAfter = true,
        };

        yield return new("E21", "trailer fields",
            ChunkedHead + "3\r\nabc\r\n0\r\nX-Sum: 1a2b\r\nX-N: 2\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc", trailers: [("X-Sum", "1a2b"), ("X-N", "2")]));

        yield return new("E22", "forbidden trailer field is dropped, not merged",
            ChunkedHead + "3\r\nabc\r\n0\r\nContent-Length: 99\r\nX-K: k\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc", trailers: [("X-K", "k")]))
        {
            AlsoAllowed = [Fail(HttpError.InvalidTrailer)],
        };

        yield return new("E23", "NUL in a trailer",
            ChunkedHead + "3\r\nabc\r\n0\r\nX-S: a\u0000b\r\n\r\n",
            Fail(HttpError.InvalidTrailer));

        yield return new("E24", "trailer line without a colon",
            ChunkedHead + "3\r\nabc\r\n0\r\nbroken\r\n\r\n",
            Fail(HttpError.InvalidTrailer));

        yield return new("E25", "extension longer than 16 KiB",
            ChunkedHead + "3;" + new string('e', 17000) + "\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E26", "endless blanks instead of a size",
            ChunkedHead + new string(' ', 17000),
            Fail(HttpError.InvalidChunk));

        yield return new("E27", "bytes after the last chunk",
            ChunkedHead + "3\r\nabc\r\n0\r\n\r\nEXTRA",
            Ok(200, "OK", MessageEnd.Close, body: "abc"));

        yield return new("E28", "sum of chunks above the body limit",
            ChunkedHead + "6\r\nabcdef\r\n6\r\nghijkl\r\n0\r\n\r\n",
            Fail(HttpError.BodyTooLarge))
        {
            MaxBodyBytes = 10,
        };

        yield return new("E29", "chunk larger than one read buffer",
            ChunkedHead + "2710\r\n" + new string('L', 10000) + "\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: new string('L', 10000)))
        {
            WholeOnly = true,
        };

        yield return new("E30", "semicolon without an extension",
            ChunkedHead + "3;\r\nabc\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"))
        {
            AlsoAllowed = [Fail(HttpError.InvalidChunk)],
        };

        yield return new("E31", "unbalanced quote in an extension",
            ChunkedHead + "3;k=\"v\r\nabc\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"))
        {
            AlsoAllowed = [Fail(HttpError.InvalidChunk)],
        };

        yield return new("E32", "no chunk data at all",
            ChunkedHead + "0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep));

        yield return new("E33", "one-byte chunks",
            ChunkedHead + "1\r\na\r\n1\r\nb\r\n1\r\nc\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc"));

        yield return new("E34", "plus sign",
            ChunkedHead + "+3\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E35", "trailing letter h",
            ChunkedHead + "3h\r\nabc\r\n0\r\n\r\n",
            Fail(HttpError.InvalidChunk));

        yield return new("E37", "extension on the last chunk, then a trailer",
            ChunkedHead + "2\r\nok\r\n0;x=1\r\nX-End: yes\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "ok", trailers: [("X-End", "yes")]));

        yield return new("E36", "blank in front of the last size",
            ChunkedHead + "3\r\nabc\r\n 0\r\n\r\n",
            Fail(HttpError.InvalidChunk));
    }
}
