using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>The calls that need no request, on every sender, and a sender of a test's own.</summary>
public sealed partial class CallTests : IAsyncDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: ";
    private readonly List<IAsyncDisposable> _senders = [];

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable sender in _senders)
        {
            await sender.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("", "", "", "")]
    [InlineData("text/plain", "61C3A9", "a\u00e9", "no character set is UTF-8")]
    [InlineData("text/plain; charset=utf-8", "61C3A9", "a\u00e9", "named")]
    [InlineData("text/plain; charset=\"ISO-8859-1\"", "61E9", "a\u00e9", "named in quotes")]
    [InlineData("text/plain; charset=utf-8", "EFBBBF61", "a", "a mark is not text")]
    [InlineData("text/plain", "EFBBBF61", "a", "a mark of UTF-8")]
    [InlineData("text/plain", "FFFE6100", "a", "a mark of UTF-16")]
    [InlineData("text/plain", "FEFF0061", "a", "a mark of UTF-16, big-endian")]
    [InlineData("text/plain", "FFFE000061000000", "a", "a mark of UTF-32")]
    [InlineData("text/plain; charset=utf-8", "61FF", "a\ufffd", "bytes that are no text")]
    [InlineData("no type", "61", "a", "a malformed type names nothing")]
    public async Task Text_is_read_as_HttpClient_reads_it(string type, string bytes, string text, string because)
    {
        byte[] body = Convert.FromHexString(bytes);
        string head = $"{Ok}{body.Length}\r\n{(type.Length == 0 ? "" : $"Content-Type: {type}\r\n")}\r\n";
        string answer = head + Encoding.Latin1.GetString(body);
        FastHttpClient client = Create(answer);
        Assert.Equal(text, await client.GetStringAsync("http://h/"));
        using ByteArrayContent content = new(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        Assert.True(text == await content.ReadAsStringAsync(), because);
    }

    [Fact]
    public async Task An_unknown_character_set_is_refused()
    {
        FastHttpClient client = Create($"{Ok}1\r\nContent-Type: text/plain; charset=klingon\r\n\r\na");
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => client.GetStringAsync("http://h/").AsTask());
        Assert.Contains("klingon", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_comes_as_bytes_stream_and_object()
    {
        string json = Ok + "12\r\nContent-Type: application/json\r\n\r\n{\"Number\":7}";
        FastHttpClient client = Create(json, json, json);
        Assert.Equal(12, (await client.GetByteArrayAsync("http://h/")).Length);
        await using (Stream stream = await client.GetStreamAsync("http://h/"))
        {
            using StreamReader reader = new(stream);
            Assert.Equal("{\"Number\":7}", await reader.ReadToEndAsync());
        }

        Assert.Equal(7, (await client.GetFromJsonAsync("http://h/", ItemJson.Default.Item))!.Number);
    }

    [Theory, InlineData("POST"), InlineData("PUT")]
    public async Task An_object_is_sent_as_json(string method)
    {
        PipeServer server = new(Ok + "0\r\n\r\n");
        FastHttpClient client = Create(server);
        Item item = new(7);
        using FastHttpResponse response = method == "POST"
            ? await client.PostAsJsonAsync("http://h/x", item, ItemJson.Default.Item)
            : await client.PutAsJsonAsync("http://h/x", item, ItemJson.Default.Item);
        Assert.True(response.IsSuccessStatusCode);
        Assert.StartsWith($"{method} /x HTTP/1.1\r\nHost: h\r\n", server.Heads[0], StringComparison.Ordinal);
        Assert.Contains(
            "Content-Type: application/json; charset=utf-8\r\n", server.Heads[0], StringComparison.Ordinal);
        Assert.Contains("Content-Length: 12\r\n", server.Heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_is_no_success_is_thrown_by_calls_that_return_content_alone()
    {
        string answer = "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone";
        FastHttpClient client = Create(answer, answer, answer, answer);
        using FastHttpResponse response = await client.GetAsync("http://h/");
        Assert.Equal(
            (404, false, "gone"), (response.StatusCode, response.IsSuccessStatusCode, response.GetBodyAsString()));
        foreach (Task call in new Task[]
        {
            client.GetStringAsync("http://h/").AsTask(), client.GetByteArrayAsync("http://h/").AsTask(),
            client.GetStreamAsync("http://h/").AsTask(),
        })
        {
            HttpException error = await Assert.ThrowsAsync<HttpException>(() => call);
            Assert.Equal((HttpError.UnsuccessfulStatus, HttpStatusCode.NotFound), (error.Error, error.StatusCode));
            Assert.Equal("The response has status 404, which is not success.", error.Message);
        }
    }

    [Fact]
    public async Task What_HttpClient_throws_is_caught_here_too()
    {
        FastHttpClient client = new(new() { ConnectCallback = (_, _) => throw new IOException("no way") });
        _senders.Add(client);
        HttpRequestException error = await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => client.GetStringAsync("http://h/").AsTask());
        Assert.Equal(HttpRequestError.ConnectionError, error.HttpRequestError);
        Assert.Equal(HttpError.ConnectFailed, error.Data[HttpException.ErrorKey]);
    }

    [Fact]
    public async Task A_relative_uri_leads_to_the_end_point_and_nowhere_else()
    {
        PipeServer server = new(Ok + "0\r\n\r\n", Ok + "0\r\n\r\n", Ok + "0\r\n\r\n");
        HostClient client = new(HttpEndPoint.Http("h", 81), new() { ConnectCallback = server.ConnectAsync });
        _senders.Add(client);
        Assert.Equal("", await client.GetStringAsync("/a?b=c#d"));
        Assert.Equal("", await client.GetStringAsync("\u00e9"));
        Assert.Equal("", await client.GetStringAsync("http://h:81/x"));
        Assert.Equal(["GET /a?b=c", "GET /%C3%A9", "GET /x"], server.Heads.ConvertAll(head =>
            head[..head.IndexOf(" HTTP", StringComparison.Ordinal)]));
        Assert.All(server.Heads, head => Assert.Contains("\r\nHost: h:81\r\n", head, StringComparison.Ordinal));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetStringAsync("//other/x").AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetStringAsync("http://other/x").AsTask());
        FastHttpClient anywhere = Create(Ok + "0\r\n\r\n");
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => anywhere.GetAsync("/x").AsTask());
        Assert.StartsWith("'/x' is relative", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prepared_request_keeps_its_end_point()
    {
        PipeServer server = new(Ok + "1\r\n\r\na", Ok + "1\r\n\r\nb");
        FastHttpClient client = Create(server);
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetUri("http://h:81/x");
        PreparedRequest prepared = PreparedRequest.Create(request);
        Assert.Equal(HttpEndPoint.Http("h", 81), prepared.EndPoint);
        await client.SendAsync(prepared, response);
        Assert.Equal(HttpError.None, await client.SendNoThrowAsync(prepared, response));
        Assert.Equal([HttpEndPoint.Http("h", 81)], server.EndPoints);
        PreparedRequest raw = PreparedRequest.CreateRaw("GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8, RequestTraits.None);
        await Assert.ThrowsAsync<ArgumentException>(() => client.SendNoThrowAsync(raw, response).AsTask());
        Assert.Equal(HttpEndPoint.Http("o"), raw.WithEndPoint(HttpEndPoint.Http("o")).EndPoint);
    }

    [Fact]
    public async Task Strings_do_what_bytes_do()
    {
        PipeServer server = new(Ok + "0\r\nX-Answer: yes\r\n\r\n");
        FastHttpClient client = Create(server);
        using FastHttpRequest request = client.RentRequest();
        request.SetMethod("PATCH");
        request.SetUri("http://h/");
        request.Headers.Set("X-One", "1");
        request.Headers.Add("X-Two", "2");
        request.Headers.Set("X-Gone", "3");
        Assert.True(request.Headers.Remove("x-gone"));
        Assert.True(request.Headers.TryGet("x-two", out string? two));
        Assert.Equal("2", two);
        Assert.False(request.Headers.TryGet("x-gone", out string? gone));
        Assert.Null(gone);
        using FastHttpResponse response = await client.SendAsync(request);
        Assert.Equal(
            "PATCH / HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nX-Two: 2\r\nContent-Length: 0\r\n\r\n", server.Heads[0]);
        Assert.True(response.Headers.TryGet("x-answer", out string? answer));
        Assert.Equal("yes", answer);
        Assert.Throws<ArgumentException>(() => request.SetMethod("P\u00d6ST"));
        Assert.Throws<ArgumentException>(() => request.Headers.Set("X", "\u20ac"));
        Assert.Throws<ArgumentException>(() => request.SetUri("not a URI"));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("hello")]
    public void What_is_no_whole_response_is_refused(string message)
    {
        using FastHttpResponse response = FastHttpResponse.Rent();
        Assert.Throws<ArgumentException>(() => response.SetTo(Encoding.ASCII.GetBytes(message)));
    }

    [Fact]
    public async Task A_sender_of_a_test_answers_without_a_network()
    {
        await using StandIn sender = new();
        Assert.Equal("hello", await sender.GetStringAsync("/greeting"));
        Assert.Equal(7, (await sender.GetFromJsonAsync("/item", ItemJson.Default.Item))!.Number);
        using (StreamReader reader = new(await sender.GetStreamAsync("/greeting")))
        {
            Assert.Equal("hello", await reader.ReadToEndAsync());
        }

        HttpException error = await Assert.ThrowsAsync<HttpException>(() => sender.GetAsync("/broken").AsTask());
        Assert.Equal(HttpError.ConnectionReset, error.Error);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => sender.GetAsync("/greeting", new CancellationToken(true)).AsTask());
    }

    private FastHttpClient Create(params string[] answers) => Create(new PipeServer(answers));

    private FastHttpClient Create(PipeServer server)
    {
        FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        _senders.Add(client);
        return client;
    }

    private sealed class StandIn : HttpSender
    {
        public override HttpEndPoint? BaseEndPoint { get; } = HttpEndPoint.Http("stand-in.test");

        public override ValueTask<HttpError> SendNoThrowAsync(
            FastHttpRequest request,
            FastHttpResponse? response,
            ResponseOptions options,
            CancellationToken cancellationToken = default)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return new(HttpError.Canceled);
            }

            string target = Encoding.ASCII.GetString(request.Target);
            string body = target == "/item" ? "{\"Number\":7}" : "hello";
            response?.SetTo(Encoding.ASCII.GetBytes($"{Ok}{body.Length}\r\n\r\n{body}"), options);
            return new(target == "/broken" ? HttpError.ConnectionReset : HttpError.None);
        }

        public override ValueTask<HttpError> SendNoThrowAsync(
            PreparedRequest request,
            FastHttpResponse? response,
            ResponseOptions options,
            CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    private sealed record Item(int Number);

    [JsonSerializable(typeof(Item))]
    private sealed partial class ItemJson : JsonSerializerContext;
}
