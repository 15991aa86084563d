using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using FastHttp;
using Runner.Planning;

namespace Runner.Locust;

// The request of a class without a script, as octets: method, target, the fields as given, and the body with its
// length. Stateless.
internal static class PlainRequest
{
    public static PreparedRequest Prepare(
        string method, string target, IReadOnlyList<RequestHeader> headers, byte[]? body)
    {
        StringBuilder text = new();
        text.Append(method).Append(' ').Append(target).Append(" HTTP/1.1\r\n");
        foreach (RequestHeader header in headers)
        {
            text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        }

        // RFC 9110 §8.6: a method that expects content says so even if there is none.
        if (body is not null || method is "POST" or "PUT" or "PATCH")
        {
            text.Append(CultureInfo.InvariantCulture, $"Content-Length: {body?.Length ?? 0}\r\n");
        }

        text.Append("\r\n");
        return PreparedRequest.CreateRaw(
            [.. Encoding.UTF8.GetBytes(text.ToString()), .. body ?? []], TraitsOf(method, headers));
    }

    private static RequestTraits TraitsOf(string method, IReadOnlyList<RequestHeader> headers)
    {
        RequestTraits traits = method switch
        {
            "HEAD" => RequestTraits.Head | RequestTraits.Idempotent,
            "GET" or "PUT" or "DELETE" or "OPTIONS" or "TRACE" => RequestTraits.Idempotent,
            _ => RequestTraits.None,
        };
        bool isClose = headers.Any(header =>
            header.Name.Equals("Connection", StringComparison.OrdinalIgnoreCase)
            && header.Value.Split(',', StringSplitOptions.TrimEntries)
                .Contains("close", StringComparer.OrdinalIgnoreCase));
        return isClose ? traits | RequestTraits.Close : traits;
    }
}
