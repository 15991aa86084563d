using System.Collections.Generic;
using FastHttp;

namespace Testing.Responses;

/// <summary>
/// The table of responses that every reading of a response is tested with: on the reader alone, and over a connection
/// on each transport. Immutable data; one part of the table a file.
/// </summary>
public static partial class ResponseCases
{
    private const string OkLine = "HTTP/1.1 200 OK\r\n";
    private const string ChunkedHead = OkLine + "Transfer-Encoding: chunked\r\n\r\n";
    private const string NoLength = "Content-Length: 0\r\n\r\n";

    private static readonly Dictionary<string, ResponseCase> s_byId = ById();

    /// <summary>All cases, by their id.</summary>
    public static IReadOnlyCollection<ResponseCase> All => s_byId.Values;

    /// <summary>The ids, for a theory.</summary>
    public static IEnumerable<object[]> Ids()
    {
        foreach (string id in s_byId.Keys)
        {
            yield return [id];
        }
    }

    /// <summary>Finds a case.</summary>
    public static ResponseCase Get(string id) => s_byId[id];

    private static Dictionary<string, ResponseCase> ById()
    {
        Dictionary<string, ResponseCase> cases = [];
        IEnumerable<ResponseCase>[] parts =
        [
            StatusLine(), Fields(), ContentLength(), TransferEncoding(), Chunks(), NoBody(), Interim(), Persistence(),
        ];
        foreach (IEnumerable<ResponseCase> part in parts)
        {
            foreach (ResponseCase row in part)
            {
                cases.Add(row.Id, row);
            }
        }

        return cases;
    }

    private static ResponseOutcome Ok(
        int statusCode,
        string reason,
        MessageEnd end,
        string body = "",
        (string Name, string Value)[]? fields = null,
        (string Name, string Value)[]? trailers = null) => new()
        {
            StatusCode = statusCode,
            Reason = reason,
            End = end,
            Body = body,
            Fields = fields,
            Trailers = trailers ?? [],
        };

    private static ResponseOutcome Fail(HttpError error) => new() { Error = error };
}
