using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;

namespace Runner.Planning;

// The default request as octets: GET, the fields as given, no body. Nothing is added that wrk would not send: no
// User-Agent, Accept or Connection.
internal static class RequestBytes
{
    /// <param name="target">Path and query.</param>
    /// <param name="headers">In wire order.</param>
    /// <param name="copies">How many times the request stands in the batch.</param>
    public static PreparedRequest Prepare(string target, IReadOnlyList<RequestHeader> headers, int copies = 1)
    {
        StringBuilder text = new();
        text.Append("GET ").Append(target).Append(" HTTP/1.1\r\n");
        foreach (RequestHeader header in headers)
        {
            text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        }

        text.Append("\r\n");
        byte[] once = Encoding.UTF8.GetBytes(text.ToString());
        byte[] batch = [.. Enumerable.Repeat(once, copies).SelectMany(copy => copy)];
        return PreparedRequest.CreateRaw(batch, [.. Enumerable.Repeat(TraitsOf(headers), copies)]);
    }

    private static RequestTraits TraitsOf(IReadOnlyList<RequestHeader> headers)
    {
        // RFC 9112 §9.6: who says close sends no further request on the connection.
        bool isClose = headers.Any(header =>
            header.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
            && header.Value.Split(',', StringSplitOptions.TrimEntries)
                .Contains("close", StringComparer.OrdinalIgnoreCase));
        return RequestTraits.Idempotent | (isClose ? RequestTraits.Close : RequestTraits.None);
    }
}
