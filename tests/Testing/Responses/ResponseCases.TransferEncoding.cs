using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>Transfer-Encoding: cases D01 to D15. Immutable data.</summary>
public static partial class ResponseCases
{
    private static IEnumerable<ResponseCase> TransferEncoding()
    {
        yield return new("D01", "single chunk",
            ChunkedHead + "4\r\ndata\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "data"));

        yield return new("D02", "coding name in odd case",
            OkLine + "Transfer-Encoding: cHUNKED\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "ok"));

        // Never frame by Content-Length; never reuse.
        yield return new("D03", "both framing fields",
            OkLine + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ndata\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Close, body: "data"));

        // If accepted the body is the de-chunked bytes as received.
        yield return new("D04", "gzip then chunked, not asked for",
            OkLine + "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nzzz\r\n0\r\n\r\n",
            Fail(HttpError.InvalidTransferEncoding))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.KeepOrClose, body: "zzz")],
        };

        yield return new("D05", "chunked not last",
            OkLine + "Transfer-Encoding: chunked, gzip\r\n\r\nWorld",
            Fail(HttpError.InvalidTransferEncoding))
        {
            ClosesAfter = true,
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Close, body: "World")],
        };

        yield return new("D06", "repeated word is not chunked",
            OkLine + "Transfer-Encoding: chunkedchunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n",
            Fail(HttpError.InvalidTransferEncoding))
        {
            ClosesAfter = true,
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Close, body: "2\r\nOK\r\n0\r\n\r\n")],
        };

        yield return new("D07", "identity",
            OkLine + "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nHello",
            Fail(HttpError.InvalidTransferEncoding))
        {
            ClosesAfter = true,
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Close, body: "Hello")],
        };

        yield return new("D08", "empty Transfer-Encoding next to Content-Length",
            OkLine + "Transfer-Encoding:\r\nContent-Length: 5\r\n\r\nHello",
            Fail(HttpError.InvalidTransferEncoding))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.KeepOrClose,
                body: "Hello",
                fields: [("Transfer-Encoding", ""), ("Content-Length", "5")])],
        };

        yield return new("D09", "two chunked field lines",
            OkLine + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n" + "\r\n",
            Fail(HttpError.InvalidTransferEncoding))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.KeepOrClose, body: "OK")],
        };

        yield return new("D10", "Transfer-Encoding on HTTP/1.0",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n",
            Fail(HttpError.InvalidTransferEncoding))
        {
            ClosesAfter = true,
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Close,
                body: "OK"),
                Ok(200, "OK", MessageEnd.Close,
                body: "2\r\nOK\r\n0\r\n\r\n")],
        };

        yield return new("D11", "parameter on chunked",
            OkLine + "Transfer-Encoding: chunked;x=1\r\n\r\n2\r\nOK\r\n0\r\n\r\n",
            Fail(HttpError.InvalidTransferEncoding));

        yield return new("D12", "folded Transfer-Encoding",
            OkLine + "Transfer-Encoding: chunked\r\n  abc\r\n\r\n2\r\nOK\r\n0\r\n\r\n",
            Fail(HttpError.InvalidHeader))
        {
            ClosesAfter = true,
            AlsoAllowed = [Fail(HttpError.InvalidTransferEncoding),
                Ok(200, "OK", MessageEnd.Close,
                body: "2\r\nOK\r\n0\r\n\r\n",
                fields: [("Transfer-Encoding", "chunked abc")])],
        };

        yield return new("D13", "chunked with unparsable Content-Length",
            OkLine + "Transfer-Encoding: chunked\r\nContent-Length: nope\r\n\r\n0\r\n\r\n",
            Fail(HttpError.InvalidContentLength))
        {
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Close)],
        };

        yield return new("D14", "tabs and blanks around the coding",
            OkLine + "Transfer-Encoding:\t chunked \t\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            Ok(200, "OK", MessageEnd.Keep, body: "abc", fields: [("Transfer-Encoding", "chunked")]));

        yield return new("D15", "quoted coding",
            OkLine + "Transfer-Encoding: \"chunked\"\r\n\r\n1\r\nZ\r\n0\r\n\r\n",
            Fail(HttpError.InvalidTransferEncoding))
        {
            ClosesAfter = true,
            AlsoAllowed = [Ok(200, "OK", MessageEnd.Close, body: "1\r\nZ\r\n0\r\n\r\n")],
        };
    }
}
