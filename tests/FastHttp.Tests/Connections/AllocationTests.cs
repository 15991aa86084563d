using System;
using System.Linq;
using System.Threading.Tasks;
using FastHttp.Transports;
using FastHttp.Transports.Memory;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>
/// An exchange allocates nothing once the connection is warm: exactly nothing on the memory transport, and less than a
/// byte an exchange in the whole process on real sockets.
/// </summary>
[Collection(ProcessWideAllocation.Name)]
public class AllocationTests
{
    private const int Connections = 16;

    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET /user/123 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"u8, RequestTraits.Idempotent);

    public static TheoryData<string> Samples() => ["fixed", "chunked", "trailers", "hints", "empty", "alternating"];

    [ReleaseTheory, MemberData(nameof(Samples))]
    public void On_memory_exactly_nothing(string sample)
    {
        MemoryLoop loop = new MemoryTransport(Canned(sample)).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        AllocationAssert.Zero(() => Exchange(connection, response));
        AllocationAssert.Zero(() => Exchange(connection, null));
    }

    [ReleaseTheory, InlineData("fixed"), InlineData("chunked"), InlineData("trailers"), InlineData("split")]
    public void On_memory_nothing_for_a_streamed_body(string sample)
    {
        MemoryLoop loop = new MemoryTransport(Canned(sample)).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        AllocationAssert.Zero(() =>
        {
            Exchange(connection, response, ResponseOptions.StreamBody);
            ReadToEnd(response);
        });
    }

    [ReleaseFact]
    public void On_memory_nothing_for_callbacks_and_batches()
    {
        MemoryLoop loop = new MemoryTransport(Canned("fixed")).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        NullHandler handler = new();
        AllocationAssert.Zero(() => connection.Submit(s_get, handler));
    }

    [ReleaseFact]
    public void The_check_can_fail()
    {
        MemoryLoop loop = new MemoryTransport(Canned("fixed")).CreateMemoryLoop();
        HttpConnection connection = TestConnection.Open(loop);
        object? kept = null;
        Assert.Throws<InvalidOperationException>(() => AllocationAssert.Zero(() =>
        {
            Exchange(connection, null);
            kept = new object();
        }));
        Assert.NotNull(kept);
    }

    [ReleaseTheory, InlineData("epoll"), InlineData("sockets")]
    public async Task On_loopback_less_than_a_byte_an_exchange(string transport)
    {
        Assert.InRange(await BytesPerExchange(transport, wasteful: false), 0, 0.999);
    }

    [ReleaseTheory, InlineData("epoll"), InlineData("sockets")]
    public async Task The_loopback_check_can_fail(string transport)
    {
        // What is allocated for the exchanges under way at its ends may fall outside of a measurement.
        Assert.InRange(await BytesPerExchange(transport, wasteful: true), 23.5, 100);
    }

    // Whatever it has to wait for has come by the time it is asked for, or is asked for again.
    private static void ReadToEnd(FastHttpResponse response)
    {
        while (true)
        {
            ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync();
            if (!read.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("The body does not come.");
            }

            BodyReadResult result = read.Result;
            response.AdvanceBody(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private static async Task<double> BytesPerExchange(string transport, bool wasteful)
    {
        using CannedServer server = new(WireSamples.Nginx);
        using TransportLoop loop = TransportSelector.Select(transport, out _).CreateLoop("test");
        return await MeasuredExchanges.LeastBytesAsync(exchanges => Task.WhenAll(
            Enumerable.Range(0, Connections).Select(_ => RepeatAsync(server, loop, exchanges, wasteful))));
    }

    private static async Task RepeatAsync(
        CannedServer server, TransportLoop loop, MeasuredExchanges exchanges, bool wasteful)
    {
        await using HttpConnection connection = await HttpConnection.OpenAsync(
            HttpEndPoint.Http(server.EndPoint.Address.ToString(), server.EndPoint.Port), loop: loop);
        using FastHttpResponse response = FastHttpResponse.Rent();
        object? kept = null;
        while (!exchanges.IsOver)
        {
            HttpError error = await connection.SendNoThrowAsync(s_get, response);
            Assert.True(error == HttpError.None);
            kept = wasteful ? new object() : null;
            exchanges.Count();
        }

        GC.KeepAlive(kept);
    }

    private static void Exchange(
        HttpConnection connection, FastHttpResponse? response, ResponseOptions options = ResponseOptions.None)
    {
        ValueTask<HttpError> exchange = connection.SendNoThrowAsync(s_get, response, options);
        if (!exchange.IsCompletedSuccessfully || exchange.Result != HttpError.None)
        {
            throw new InvalidOperationException("The exchange did not succeed.");
        }
    }

    private static Action<TransportConnection> Canned(string sample) => connection => connection.Attach(
        new Canner(connection, sample switch
        {
            "fixed" => [WireSamples.Nginx],
            "chunked" => [WireSamples.KestrelChunked],
            "trailers" => [WireSamples.ChunkedWithTrailers],
            "hints" => [WireSamples.EarlyHints],
            "empty" => [WireSamples.NoContent],
            "split" => [[.. "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n"u8, .. new byte[300_000]]],
            _ => [WireSamples.Nginx, WireSamples.NginxNextSecond],
        }));

    private sealed class Canner(TransportConnection connection, byte[][] answers) : ITransportReceiver
    {
        private int _next;

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            connection.TrySend(answers[_next]);
            _next = (_next + 1) % answers.Length;
            return data.Length;
        }

        public void OnClosed(TransportError error) => connection.Close();
    }

    private sealed class NullHandler : IExchangeHandler
    {
        public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
        {
        }

        public void OnFailure(HttpConnection connection, HttpError error)
        {
        }
    }
}
