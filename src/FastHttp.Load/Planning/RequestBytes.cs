using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace FastHttp.Load.Planning;

// A request as bytes: the fields as given, then the body. Nothing is added that wrk would not send: no User-Agent,
// Accept or Connection; only the length of a body, where there is one.
internal static class RequestBytes
{
    public static PreparedRequest Prepare(string target, IReadOnlyList<RequestHeader> headers) =>
        Prepare(new RequestSpec("GET", target, headers, [], HasBody: false), copies: 1);

    /// <param name="request">What to send.</param>
    /// <param name="copies">How many times it stands in the batch.</param>
    public static PreparedRequest Prepare(RequestSpec request, int copies)
    {
        string length = request.DeclaresLength ? $"Content-Length: {request.Body.Length}\r\n" : "";
        byte[] head = Encoding.UTF8.GetBytes($"{HeadOf(request)}{length}\r\n");
        byte[] batch = new byte[(head.Length + request.Body.Length) * copies];
        for (int start = 0; start < batch.Length; start += head.Length + request.Body.Length)
        {
            head.CopyTo(batch, start);
            request.Body.CopyTo(batch, start + head.Length);
        }

        return PreparedRequest.CreateRaw(batch, [.. Enumerable.Repeat(TraitsOf(request), copies)]);
    }

    /// <summary>The request line and the fields, without what says how long the body is.</summary>
    public static string HeadOf(RequestSpec request)
    {
        StringBuilder text = new();
        text.Append(request.Method).Append(' ').Append(request.Target).Append(" HTTP/1.1\r\n");
        foreach (RequestHeader header in request.Headers)
        {
            text.Append(header.Name).Append(": ").Append(header.Value).Append("\r\n");
        }

        return text.ToString();
    }

    public static RequestTraits TraitsOf(RequestSpec request)
    {
        bool isClose = request.Headers.Any(header => SaysClose(header.Name, header.Value));
        return TraitsOf(request.Method) | (isClose ? RequestTraits.Close : RequestTraits.None);
    }

    /// <summary>
    /// Whether a field says that no further request follows on the connection (RFC 9112 §9.6). Allocates nothing.
    /// </summary>
    public static bool SaysClose(string name, ReadOnlySpan<char> value)
    {
        if (!name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (Range option in value.Split(','))
        {
            if (value[option].Trim().Equals("close", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What follows from the method alone.</summary>
    public static RequestTraits TraitsOf(string method) => method switch
    {
        "HEAD" => RequestTraits.Head | RequestTraits.Idempotent,
        "GET" or "PUT" or "DELETE" or "OPTIONS" or "TRACE" => RequestTraits.Idempotent,
        _ => RequestTraits.None,
    };
}

// One request in parts, before it is serialised. Immutable.
internal sealed record RequestSpec(
    string Method, string Target, IReadOnlyList<RequestHeader> Headers, byte[] Body, bool HasBody)
{
    /// <summary>
    /// Whether the length of the body is declared: also that of an empty one, if the method implies one.
    /// </summary>
    public bool DeclaresLength => HasBody || Method is "POST" or "PUT" or "PATCH";
}
