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
/// What an exchange on a connection costs besides <see cref="Client.PathAllocationTests"/>: heads in pieces, bodies of
/// a length that is told or not, and a cancellation.
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
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(answer);
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new Answerer(connection, bytes, isOnce: false))).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        AllocationAssert.Zero(() => Check(
            connection.SendNoThrowAsync(isHead ? s_head : s_get, response), HttpError.None));
    }

    [ReleaseTheory, InlineData(1), InlineData(7)]
    public void Nothing_for_a_head_in_pieces(int pieceBytes)
    {
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new Dribbler(connection, pieceBytes))).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        AllocationAssert.Zero(() => Check(connection.SendNoThrowAsync(s_get, response), HttpError.None));
    }

    [ReleaseTheory, InlineData(-1), InlineData(2000)]
    public void Nothing_for_a_produced_body(long length)
    {
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new AtEnd(connection))).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using FastHttpRequest request = FastHttpRequest.Rent();
        using FastHttpResponse response = FastHttpResponse.Rent();
        byte[] piece = new byte[1000];
        piece.AsSpan().Fill((byte)'.');
        request.Method = "POST"u8;
        request.SetUri("http://peer/"u8);
        AllocationAssert.Zero(() =>
        {
            request.SetBodyWriter(piece, s_produce, length);
            Check(connection.SendNoThrowAsync(request, response), HttpError.None);
        });
    }

    [ReleaseFact]
    public void Nothing_for_a_cancellation_but_what_the_source_itself_costs()
    {
        Queue<HttpConnection> connections = Open();
        Queue<CancellationTokenSource> sources = new(
            Enumerable.Range(0, Connections).Select(_ => new CancellationTokenSource()));
        Queue<CancellationTokenSource> idle = new(
            Enumerable.Range(0, Connections).Select(_ => new CancellationTokenSource()));
        using FastHttpResponse response = FastHttpResponse.Rent();
        long cost = AllocationAssert.Least(() =>
        {
            CancellationTokenSource source = idle.Dequeue();
            using CancellationTokenRegistration registration = source.Token.UnsafeRegister(static _ => { }, null);
            source.Cancel();
        });
        Assert.Equal(cost, AllocationAssert.Least(() =>
        {
            CancellationTokenSource source = sources.Dequeue();
            ValueTask<HttpError> call = connections.Dequeue().SendNoThrowAsync(s_get, response, source.Token);
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

    // Each has served once, and says nothing to the second request.
    private static Queue<HttpConnection> Open()
    {
        MemoryLoop loop = new MemoryTransport(
            connection => connection.Attach(new Answerer(connection, s_ok, isOnce: true))).CreateMemoryLoop();
        Queue<HttpConnection> connections = new();
        for (int count = 0; count < Connections; count++)
        {
            HttpConnection connection = TestConnection.Open(loop);
            Check(connection.SendNoThrowAsync(s_get, null), HttpError.None);
            connections.Enqueue(connection);
        }

        return connections;
    }

    private static void Check(ValueTask<HttpError> call, HttpError expected)
    {
        if (!call.IsCompletedSuccessfully || call.Result != expected)
        {
            throw new InvalidOperationException("The exchange ended otherwise.");
        }
    }

    private sealed class Answerer(TransportConnection connection, byte[] answer, bool isOnce) : ITransportReceiver
    {
        private bool _hasServed;

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            if (!_hasServed)
            {
                _hasServed = isOnce;
                connection.TrySend(answer);
            }

            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();
    }

    private sealed class Dribbler(TransportConnection connection, int pieceBytes) : ITransportReceiver, ILoopTask
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
                int length = Math.Min(pieceBytes, s_ok.Length - _sent);
                connection.TrySend(s_ok.AsSpan(_sent, length));
                _sent += length;
                connection.Loop.Post(this);
            }
        }
    }

    // Answers when the last byte has come: a dot in front of nothing, or the last chunk.
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
