using System.Text;

namespace Testing;

/// <summary>Responses as common servers send them: inputs of tests and benchmarks. Do not change the arrays.</summary>
public static class WireSamples
{
    private const string NginxFields =
        "Server: nginx/1.26.3\r\nDate: Mon, 06 Jul 2026 10:15:30 GMT\r\nContent-Type: application/json\r\n"
        + "Content-Length: 27\r\nLast-Modified: Sun, 05 Jul 2026 08:00:00 GMT\r\nConnection: keep-alive\r\n"
        + "ETag: \"686a1f00-1b\"\r\nAccept-Ranges: bytes\r\n\r\n";

    /// <summary>A small file from nginx: 8 fields.</summary>
    public static byte[] Nginx { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\n" + NginxFields + "{\"id\":123,\"name\":\"user123\"}");

    /// <summary>The same a second later.</summary>
    public static byte[] NginxNextSecond { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\n" + NginxFields.Replace(":30 GMT", ":31 GMT", System.StringComparison.Ordinal)
        + "{\"id\":123,\"name\":\"user124\"}");

    /// <summary>JSON from Kestrel, chunked.</summary>
    public static byte[] KestrelChunked { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: Mon, 06 Jul 2026 10:15:30 GMT\r\n"
        + "Server: Kestrel\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "1b\r\n{\"id\":123,\"name\":\"user123\"}\r\n0\r\n\r\n");

    /// <summary>A chunked body with extensions and trailers.</summary>
    public static byte[] ChunkedWithTrailers { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        + "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1a2b\r\nX-Count: 2\r\n\r\n");

    /// <summary>An interim response in front of the final one.</summary>
    public static byte[] EarlyHints { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    /// <summary>No body.</summary>
    public static byte[] NoContent { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.1 204 No Content\r\nServer: nginx\r\nDate: Mon, 06 Jul 2026 10:15:30 GMT\r\n\r\n");

    /// <summary>A body that ends with the stream.</summary>
    public static byte[] UntilClose { get; } = Encoding.ASCII.GetBytes(
        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end");
}
