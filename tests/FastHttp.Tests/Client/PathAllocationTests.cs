using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading.Tasks;
using FastHttp.Transports;
using FastHttp.Transports.Memory;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>
/// Each path of an exchange allocates exactly nothing once it is warm: every framing and body on a client, and each
/// failure from the request to its reason. A failure costs its connection, so those are opened beforehand.
/// </summary>
public sealed class PathAllocationTests
{
    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private static readonly Dictionary<string, (string Method, byte[] Answer, int Cut)> s_paths = new()
    {
        ["fixed"] = ("GET", WireSamples.Nginx, 0),
        ["chunked"] = ("GET", WireSamples.KestrelChunked, 0),
        ["trailers"] = ("GET", WireSamples.ChunkedWithTrailers, 0),
        ["interim"] = ("GET", WireSamples.EarlyHints, 0),
        ["204"] = ("GET", WireSamples.NoContent, 0),
        ["304"] = ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n"u8.ToArray(), 0),
        ["HEAD"] = ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 77\r\n\r\n"u8.ToArray(), 0),
        ["split head"] = ("GET", WireSamples.Nginx, 30),
        ["split body"] = ("GET", WireSamples.KestrelChunked, WireSamples.KestrelChunked.Length - 9),
        ["produced"] = ("PUT", WireSamples.Nginx, 0),
    };

    private static readonly Dictionary<HttpError, string> s_failures = new()
    {
        [HttpError.None] = "HTTP/1.1 200 OK\r\n\r\nuntil the end",
        [HttpError.ConnectionClosed] = "",
        [HttpError.UnexpectedEof] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        [HttpError.ConnectionReset] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        [HttpError.HeadTimeout] = "HTTP/1.1 2",
        [HttpError.BodyTimeout] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        [HttpError.InvalidStatusLine] = "SSH-2.0",
        [HttpError.InvalidHeader] = "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        [HttpError.HeadTooLarge] = "HTTP/1.1 200 OK\r\nX: " + new string('x', 2000) + "\r\n\r\n",
        [HttpError.InvalidContentLength] = "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        [HttpError.InvalidTransferEncoding] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\n\r\n",
        [HttpError.InvalidChunk] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        [HttpError.InvalidTrailer] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx\r\n\r\n",
        [HttpError.BodyTooLarge] = "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        [HttpError.TooManyInterim] = "HTTP/1.1 103 E\r\n\r\nHTTP/1.1 103 E\r\n\r\n",
        [HttpError.UnexpectedUpgrade] = "HTTP/1.1 101 S\r\n\r\n",
    };

    /// <summary>The failures that are measured here; None is a body up to the end of its connection.</summary>
    internal static IEnumerable<HttpError> FailureReasons => s_failures.Keys;

    public static TheoryData<string> Paths() => [.. s_paths.Keys];

    public static TheoryData<HttpError> Failures() => [.. s_failures.Keys];

    [ReleaseTheory, MemberData(nameof(Paths))]
    public void On_a_client_nothing(string path)
    {
        (string method, byte[] answer, int cut) = s_paths[path];
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new Canner(connection, answer, cut))).CreateMemoryLoop();
        FastHttpClient client = new(FastHttpOptions.Default.Continuing(onLoop: true), [loop]);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.Method = System.Text.Encoding.ASCII.GetBytes(method);
        request.SetTarget(s_peer, "/user/123"u8);
        AllocationAssert.Zero(() =>
        {
            if (path == "produced")
            {
                request.SetBodyWriter(0, static (_, output, _) =>
                {
                    output.Write("produced"u8);
                    return default;
                });
            }

            ValueTask<HttpError> call = client.SendNoThrowAsync(request, response);
            Require(call.IsCompletedSuccessfully && call.Result == HttpError.None);
        });
    }

    [ReleaseTheory, MemberData(nameof(Failures))]
    public void On_a_connection_that_fails_nothing(HttpError error)
    {
        // As many as an assertion may take, and warm: what a connection makes once is not an exchange's.
        const int Connections = 3300;
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(s_failures[error]);
        FailingPeer peer = new(error, bytes);
        MemoryLoop loop = new MemoryTransport(peer.Accept).CreateMemoryLoop();
        FastHttpOptions options = new() { MaxBodyBytes = 1000, MaxHeadBytes = 1000, MaxInterimResponses = 1 };
        HttpConnection[] connections = new HttpConnection[Connections];
        using FastHttpResponse response = FastHttpResponse.Rent();
        for (int index = 0; index < Connections; index++)
        {
            connections[index] = TestConnection.Open(loop, options);
            Require(connections[index].SendNoThrowAsync(s_get, response).Result == HttpError.None);
        }

        int next = 0;
        peer.Fails = true;
        AllocationAssert.Zero(() =>
        {
            ValueTask<HttpError> call = connections[next++].SendNoThrowAsync(s_get, response);
            if (error is HttpError.HeadTimeout or HttpError.BodyTimeout)
            {
                loop.Advance(TimeSpan.FromSeconds(31));
            }

            Require(call.IsCompletedSuccessfully && call.Result == error);
        });
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("The exchange did not end as it should.");
        }
    }

    // Answers each request, in two pieces if it is told where to cut.
    private sealed class Canner(TransportConnection connection, byte[] answer, int cut) : ITransportReceiver, ILoopTask
    {
        public int OnReceived(ReadOnlySpan<byte> data)
        {
            // The last piece of a produced body, or the whole of what has none.
            if (!data.EndsWith("\r\n\r\n"u8) || data.IndexOf("chunked"u8) > 0 && data.IndexOf("0\r\n\r\n"u8) < 0)
            {
                return data.Length;
            }

            connection.TrySend(answer.AsSpan(0, cut == 0 ? answer.Length : cut));
            if (cut != 0)
            {
                connection.Loop.Post(this);
            }

            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();

        public void Run() => connection.TrySend(answer.AsSpan(cut));
    }

    // Answers in order until it is told to fail.
    private sealed class FailingPeer(HttpError error, byte[] bytes)
    {
        public bool Fails { get; set; }

        public void Accept(TransportConnection connection) => connection.Attach(new Line(this, connection));

        private sealed class Line(FailingPeer peer, TransportConnection connection) : ITransportReceiver, ILoopTask
        {
            public int OnReceived(ReadOnlySpan<byte> data)
            {
                if (!peer.Fails)
                {
                    connection.TrySend(WireSamples.NoContent);
                    return data.Length;
                }

                connection.TrySend(peer.Bytes);
                connection.Loop.Post(this);
                return data.Length;
            }

            public void OnClosed(TransportError reason) => connection.Close();

            public void Run()
            {
                if (peer.Error == HttpError.ConnectionReset)
                {
                    connection.Abort();
                }
                else if (peer.Error is not (HttpError.HeadTimeout or HttpError.BodyTimeout))
                {
                    connection.Close();
                }
            }
        }

        private HttpError Error { get; } = error;

        private byte[] Bytes { get; } = bytes;
    }
}
