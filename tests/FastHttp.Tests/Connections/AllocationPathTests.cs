using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;
using FastHttp.Transports.Memory;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>
/// Every path of an exchange allocates nothing, also those that end a connection. The connections of those are opened,
/// and have served once, before the measurement; what a dial costs is the dial's.
/// </summary>
[Collection(ProcessWideAllocation.Name)]
public class AllocationPathTests
{
    // Warm-up, three attempts, and some to spare: see AllocationAssert.
    private const int Connections = 3300;

    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private static readonly PreparedRequest s_head = PreparedRequest.CreateRaw(
        "HEAD / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Head);

    private static readonly byte[] s_ok = [.. "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8];

    [ReleaseTheory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", true)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", false)]
    public void Nothing_for_an_answer_without_body(string answer, bool isHead)
    {
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new Answerer(connection, Octets(answer), null))).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using HttpResponse response = HttpResponse.Rent();
        AllocationAssert.Zero(() => Check(
            connection.TrySendAsync(isHead ? s_head : s_get, response), HttpError.None));
    }

    [ReleaseTheory, InlineData(1), InlineData(7)]
    public void Nothing_for_a_head_in_pieces(int pieceOctets)
    {
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new Dribbler(connection, pieceOctets))).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using HttpResponse response = HttpResponse.Rent();
        AllocationAssert.Zero(() => Check(connection.TrySendAsync(s_get, response), HttpError.None));
    }

    [ReleaseTheory, InlineData(-1), InlineData(2000)]
    public void Nothing_for_a_produced_body(long length)
    {
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new AtEnd(connection))).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using HttpRequest request = HttpRequest.Rent();
        using HttpResponse response = HttpResponse.Rent();
        byte[] piece = new byte[1000];
        piece.AsSpan().Fill((byte)'.');
        request.Method = "POST"u8;
        request.SetUri("http://peer/"u8);
        AllocationAssert.Zero(() =>
        {
            request.ProduceBody(piece, s_produce, length);
            Check(connection.TrySendAsync(request, response), HttpError.None);
        });
    }

    [ReleaseTheory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nto the end", HttpError.None)]
    [InlineData("", HttpError.ConnectionClosed)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-", HttpError.UnexpectedEof)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", HttpError.UnexpectedEof)]
    [InlineData("SSH-2.0-x\r\n", HttpError.InvalidStatusLine)]
    [InlineData("HTTP/1.1 200 OK\r\nA B: c\r\n\r\n", HttpError.InvalidHeader)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", HttpError.InvalidContentLength)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", HttpError.InvalidTransferEncoding)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", HttpError.InvalidChunk)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA\r\n\r\n", HttpError.InvalidTrailer)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", HttpError.BodyTooLarge)]
    [InlineData("HTTP/1.1 101 Switching\r\n\r\n", HttpError.UnexpectedUpgrade)]
    public void Nothing_for_an_answer_that_ends_the_connection(string answer, HttpError expected)
    {
        Queue<HttpConnection> connections = Open(Octets(answer), out _);
        using HttpResponse response = HttpResponse.Rent();
        AllocationAssert.Zero(() => Check(connections.Dequeue().TrySendAsync(s_get, response), expected));
    }

    [ReleaseFact]
    public void Nothing_for_a_timeout()
    {
        Queue<HttpConnection> connections = Open(null, out MemoryLoop loop);
        using HttpResponse response = HttpResponse.Rent();
        AllocationAssert.Zero(() =>
        {
            ValueTask<HttpError> call = connections.Dequeue().TrySendAsync(s_get, response);
            loop.Advance(TimeSpan.FromSeconds(31));
            Check(call, HttpError.HeadTimeout);
        });
    }

    [ReleaseFact]
    public void Nothing_for_a_cancellation_but_what_the_source_itself_costs()
    {
        Queue<HttpConnection> connections = Open(null, out _);
        Queue<CancellationTokenSource> sources = new(
            Enumerable.Range(0, Connections).Select(_ => new CancellationTokenSource()));
        Queue<CancellationTokenSource> idle = new(
            Enumerable.Range(0, Connections).Select(_ => new CancellationTokenSource()));
        using HttpResponse response = HttpResponse.Rent();
        long cost = Measure(() =>
        {
            CancellationTokenSource source = idle.Dequeue();
            using CancellationTokenRegistration registration = source.Token.UnsafeRegister(static _ => { }, null);
            source.Cancel();
        });
        Assert.Equal(cost, Measure(() =>
        {
            CancellationTokenSource source = sources.Dequeue();
            ValueTask<HttpError> call = connections.Dequeue().TrySendAsync(s_get, response, source.Token);
            source.Cancel();
            Check(call, HttpError.Canceled);
        }));
    }

    private static readonly Func<byte[], System.IO.Pipelines.PipeWriter, CancellationToken, ValueTask> s_produce =
        static (piece, output, _) =>
        {
            output.Write(piece);
            output.Write(piece);
            return default;
        };

    // Octets of one round; the least of a few, since the runtime's own work may fall into any.
    private static long Measure(Action round)
    {
        long least = long.MaxValue;
        for (int warmUp = 0; warmUp < 300; warmUp++)
        {
            round();
        }

        for (int count = 0; count < 1000; count++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    // Each has served once; the second request gets the answer and then the end, or nothing where there is no answer.
    private static Queue<HttpConnection> Open(byte[]? answer, out MemoryLoop loop)
    {
        MemoryLoop memory = loop = new MemoryTransport(
            connection => connection.Attach(new Answerer(connection, s_ok, answer))).CreateMemoryLoop();
        Queue<HttpConnection> connections = new();
        for (int count = 0; count < Connections; count++)
        {
            HttpConnection connection = TestConnection.Open(memory);
            Check(connection.TrySendAsync(s_get, null), HttpError.None);
            connections.Enqueue(connection);
        }

        return connections;
    }

    private static byte[] Octets(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static void Check(ValueTask<HttpError> call, HttpError expected)
    {
        if (!call.IsCompletedSuccessfully || call.Result != expected)
        {
            throw new InvalidOperationException("The exchange ended otherwise.");
        }
    }

    // The first request is answered by one thing, all others by the other, if there is one.
    private sealed class Answerer(TransportConnection connection, byte[] first, byte[]? others) : ITransportReceiver
    {
        private bool _hasServed;

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            if (!_hasServed || connection.IsClosed)
            {
                // An answer without others is repeated.
                _hasServed = others is not null || ReferenceEquals(first, s_ok);
                connection.TrySend(first);
            }
            else if (others is not null)
            {
                connection.TrySend(others);
                connection.ShutdownSend();
            }

            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();
    }

    private sealed class Dribbler(TransportConnection connection, int pieceOctets) : ITransportReceiver, ILoopTask
    {
        private int _sent;

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            _sent = 0;
            Run();
            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();

        public void Run()
        {
            if (_sent < s_ok.Length)
            {
                int length = Math.Min(pieceOctets, s_ok.Length - _sent);
                connection.TrySend(s_ok.AsSpan(_sent, length));
                _sent += length;
                connection.Loop.Post(this);
            }
        }
    }

    // Answers when the last octet has come: a dot in front of nothing, or the last chunk.
    private sealed class AtEnd(TransportConnection connection) : ITransportReceiver
    {
        private int _dots;

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            _dots += data.Count((byte)'.');
            if (_dots >= 2000 && (data[^1] == (byte)'.' || data.EndsWith("0\r\n\r\n"u8)))
            {
                _dots = 0;
                connection.TrySend(s_ok);
            }

            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();
    }
}
