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
    public static PreparedRequest Prepare(string target, IReadOnlyList<RequestHeader> headers)
    {
        StringBuilder text = new();
        text.Append("GET ").Append(target).Append(" HTTP/1.1\r\n");
        foreach (RequestHeader header in headers)
        {
            text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        }

        text.Append("\r\n");
        return PreparedRequest.CreateRaw(Encoding.UTF8.GetBytes(text.ToString()), TraitsOf(headers));
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
