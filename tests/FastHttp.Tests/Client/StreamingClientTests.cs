using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Messages;
using FastHttp.Tests.Client.Support;
using FastHttp.Transports;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>Streamed bodies of a client: whose the connection is meanwhile, and the real transports.</summary>
public sealed class StreamingClientTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ManualPeer _peer = new();

    [Fact]
    public void The_connection_is_in_use_until_the_body_has_been_read()
    {
        FastHttpClient client = _peer.CreateClient(new() { MaxConnectionsPerServer = 1 });
        using FastHttpResponse response = Streamed(client);
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, s_peer, response, ResponseOptions.StreamBody);
        ValueTask<HttpError> next = client.SendNoThrowAsync(s_get, s_peer, null);
        _peer.Lines[0].Send(Head + "01234");
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(1, client.GetStatistics(s_peer).Waiting);

        _peer.Lines[0].Send("56789");
        Assert.Equal(0, client.GetStatistics(s_peer).Waiting);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, next.Result);
        Assert.Equal(1, client.GetStatistics(s_peer).Idle);

        // What was read into memory is there although the connection has long served another.
        BodyReadResult read = response.ReadBodyNoThrowAsync().Result;
        Assert.Equal("0123456789", Encoding.ASCII.GetString(read.Buffer));
        response.AdvanceBody(read.Buffer.End);
        Assert.Single(_peer.Lines);
    }

    [Theory, InlineData("Content-Length: 10", 1), InlineData("Content-Length: 1000000", 0)]
    public void X69_a_body_that_is_left_gives_its_connection_back_drained_or_closed(string framing, int idle)
    {
        FastHttpClient client = _peer.CreateClient();
        FastHttpResponse response = Streamed(client);
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, s_peer, response, ResponseOptions.StreamBody);
        _peer.Lines[0].Send($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n01234");
        Assert.Equal(HttpError.None, call.Result);
        response.Dispose();
        _peer.Lines[0].Send("56789");
        Assert.Equal(idle, client.GetStatistics(s_peer).Idle);
        Assert.Equal(idle, client.GetStatistics(s_peer).Open);

        // I2: the next call gets its own answer.
        using FastHttpResponse other = client.RentResponse();
        ValueTask<HttpError> next = client.SendNoThrowAsync(s_get, s_peer, other);
        _peer.Lines[^1].Answer("mine");
        Assert.Equal(HttpError.None, next.Result);
        Assert.Equal("mine", Encoding.ASCII.GetString(other.BodySpan));
    }

    [Fact]
    public async Task A_body_under_way_ends_with_its_connection()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpResponse response = Streamed(client);
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, s_peer, response, ResponseOptions.StreamBody);
        _peer.Lines[^1].Send(Head);
        Assert.Equal(HttpError.None, await call);
        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync();
        _peer.Lines[0].Close();
        Assert.Equal(HttpError.UnexpectedEof, read.Result.Error);
        Assert.Equal(0, client.GetStatistics(s_peer).Open);
    }

    [Fact, SpecCase("client", 16)]
    public async Task H4_A_body_under_way_outlives_its_client_and_a_call_does_not()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpResponse response = Streamed(client);
        using FastHttpResponse unanswered = Streamed(client);
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, s_peer, response, ResponseOptions.StreamBody);
        _peer.Lines[0].Send(Head);
        Assert.Equal(HttpError.None, await call);
        ValueTask<HttpError> other = client.SendNoThrowAsync(
            s_get, s_peer, unanswered, ResponseOptions.StreamBody);
        ValueTask<BodyReadResult> read = response.ReadBodyNoThrowAsync();
        await client.DisposeAsync();
        Assert.Equal(HttpError.Disposed, await other);
        Assert.Equal(1, client.GetStatistics(s_peer).Open);
        Assert.False(read.IsCompleted);
        _peer.Lines[0].Send("0123456789");
        BodyReadResult body = await read;
        Assert.Equal("0123456789", Encoding.ASCII.GetString(body.Buffer));
        response.AdvanceBody(body.Buffer.End);
        Assert.Equal(0, client.GetStatistics(s_peer).Open);
    }

    [Fact]
    public void A_lost_idle_connection_is_answered_by_one_retry_before_the_head()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpResponse response = Streamed(client);
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, s_peer, response, ResponseOptions.StreamBody);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        call = client.SendNoThrowAsync(s_get, s_peer, response, ResponseOptions.StreamBody);
        _peer.Lines[0].Close();
        _peer.Lines[1].Send(Head + "0123456789");
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal("0123456789", Encoding.ASCII.GetString(response.ReadBodyNoThrowAsync().Result.Buffer));
        Assert.Equal(1, client.GetStatistics(s_peer).Retries);
    }

    [Fact]
    public async Task A_redirect_that_is_followed_has_its_body_left()
    {
        FastHttpClient client = _peer.CreateClient();
        _peer.OnRequest = line => line.Send(line.Target == "/"
            ? "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 100000\r\n\r\nstart"
            : Head + "0123456789");
        using FastHttpRequest request = client.RentRequest();
        request.SetTarget(s_peer, "/"u8);
        using FastHttpResponse response = Streamed(client);
        Assert.Equal(1, await client.SendFollowingRedirectsAsync(request, response, ResponseOptions.StreamBody));
        Assert.Equal("0123456789", Encoding.ASCII.GetString(response.ReadBodyNoThrowAsync().Result.Buffer));
        Assert.Equal(1, _peer.OpenLines);
    }

    [Theory]
    [InlineData("epoll", true, true), InlineData("epoll", false, false), InlineData("sockets", true, false)]
    public async Task Bytes_arrive_as_they_were_sent_on_the_loop_and_off_it(
        string transport, bool continuesOnLoop, bool viaStream)
    {
        byte[] body = new byte[6_000_000];
        new Random(11).NextBytes(body);
        using CannedServer server = new(
            [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        await using FastHttpClient client = new(new FastHttpOptions
        {
            Transport = TransportSelector.Select(transport, out _),
            ContinueOnLoop = continuesOnLoop,
        });
        using FastHttpResponse response = Streamed(client);
        for (int time = 0; time < 3; time++)
        {
            Assert.Equal(
                HttpError.None,
                await client.SendNoThrowAsync(s_get, endPoint, response, ResponseOptions.StreamBody));
            byte[] hash = viaStream ? await HashStreamAsync(response) : await HashAsync(response);
            Assert.Equal(SHA256.HashData(body), hash);
        }

        Assert.Equal(1, client.GetStatistics(endPoint).Opened);
    }

    [Fact]
    public async Task A_stream_reads_nothing_of_a_later_use_of_its_response()
    {
        using CannedServer server = new(Encoding.ASCII.GetBytes(Head + "0123456789"));
        HttpEndPoint endPoint = HttpEndPoint.Http("127.0.0.1", server.EndPoint.Port);
        await using FastHttpClient client = new(new FastHttpOptions { ContinueOnLoop = false });

        // Of a pool of its own: another test would take what goes back to the shared one, and use it.
        FastHttpResponse response = new MessagePool(1, checks: null).RentResponse();
        await client.SendNoThrowAsync(s_get, endPoint, response, ResponseOptions.StreamBody);
        Stream stream = response.OpenBodyStream();
        byte[] bytes = new byte[4];
        Assert.Equal(4, stream.Read(bytes));
        Assert.Equal("0123"u8, bytes);
        await response.DrainBodyAsync();
        await client.SendNoThrowAsync(s_get, endPoint, response, ResponseOptions.StreamBody);
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Stream own = response.OpenBodyStream(disposesResponse: true);
        Assert.Equal("0123456789", await new StreamReader(own).ReadToEndAsync());
        await own.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => response.StatusCode);
        Assert.Throws<ObjectDisposedException>(() => own.ReadByte());
    }

    private static async Task<byte[]> HashAsync(FastHttpResponse response)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (true)
        {
            BodyReadResult read = await response.ReadBodyNoThrowAsync().ConfigureAwait(false);
            Assert.Equal(HttpError.None, read.Error);
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                hash.AppendData(segment.Span);
            }

            response.AdvanceBody(read.Buffer.End);
            if (read.IsCompleted)
            {
                return hash.GetHashAndReset();
            }
        }
    }

    private static async Task<byte[]> HashStreamAsync(FastHttpResponse response)
    {
        await using Stream stream = response.OpenBodyStream();
        return await SHA256.HashDataAsync(stream).ConfigureAwait(false);
    }

    private static FastHttpResponse Streamed(FastHttpClient client)
    {
        FastHttpResponse response = client.RentResponse();
        return response;
    }
}
