using System;
using System.Threading.Tasks;
using FastHttp.Load;
using Testing;

namespace LoadFace.Tests;

/// <summary>W12: responses that are not as they should be are counted or refused, and never without a word.</summary>
public sealed class OddResponseTests
{
    private const int Requests = 5;
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string NotChunked = "Transfer-Encoding is not chunked (5,";

    [Theory]
    [InlineData(Ok + "Content-Length: 2\r\n\r\nok\r\n", Requests, "the first a blank line")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n0\r\n\r\n", Requests, "the first '0'")]
    [InlineData("HTTP/1.1 304 Not Modified\r\n\r\n0\r\n\r\n", Requests, "the first '0'")]
    [InlineData("\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 0, "(5,")]
    [InlineData("HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nok", 0, "(5,")]
    [InlineData(Ok + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok", 0, NotChunked)]
    [InlineData(Ok + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", 0, NotChunked)]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 0, NotChunked)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", 0, "switched protocols (101) (5,")]
    public async Task W12_is_said(string response, int completed, string said)
    {
        await using ByteServer server = ByteServer.Start(async connection =>
        {
            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.WriteAsync(response);
            }
        });
        LoadResult result = await new LoadTest(RealTarget.At(server.Url) with
        {
            Connections = 1,
            RequestCount = Requests,
        }).RunAsync();
        Assert.Equal((completed, Requests - completed), (result.Requests.Completed, result.Requests.Failed));
        Assert.Contains(result.Document.Warnings, line => line.Contains(said, StringComparison.Ordinal));

        // The server closes none of them, and is not said to.
        Assert.Equal((Requests, 0L), (result.Document.Connections!.Opened, result.Document.Connections.ClosedByPeer));
    }
}
