using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.MessageHandling.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace FastHttp.Tests.MessageHandling;

/// <summary>What users of HttpClient know holds with our handler, against a real server.</summary>
public sealed class HandlerTests : IAsyncLifetime
{
    private WebServer _server = null!;

    public async Task InitializeAsync() => _server = await WebServer.StartAsync(Map);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Headers_are_where_HttpClient_has_them()
    {
        using HttpClient client = Create(new());
        using HttpResponseMessage response = await client.GetAsync("fields");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("Accepted", response.ReasonPhrase);
        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.Equal(["a", "b"], response.Headers.GetValues("X-Twice"));
        Assert.Equal("\"tag\"", response.Headers.ETag!.Tag);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(4, response.Content.Headers.ContentLength);
        Assert.False(response.Headers.NonValidated.Contains("Content-Type"));
        Assert.Equal("body", await response.Content.ReadAsStringAsync());
        Assert.Equal(new Uri(_server.Url, "fields"), response.RequestMessage!.RequestUri);
    }

    [Theory, InlineData("string"), InlineData("json"), InlineData("stream"), InlineData("form"), InlineData("large")]
    public async Task Every_kind_of_content_arrives(string kind)
    {
        using FastHttpMessageHandler handler = new();
        using HttpClient client = Create(handler);
        byte[] large = new byte[3_000_000];
        new Random(1).NextBytes(large);
        using HttpContent content = kind switch
        {
            "string" => new StringContent("{\"a\":1}", Encoding.UTF8, "application/json"),
            "json" => JsonContent.Create(new { a = 1 }),
            "stream" => new StreamContent(new MemoryStream(large[..100_000])),
            "form" => new FormUrlEncodedContent([new("a", "1"), new("b", "ä")]),
            _ => new ByteArrayContent(large),
        };
        byte[] expected = await content.ReadAsByteArrayAsync();
        using HttpResponseMessage response = await client.PostAsync("echo", content);
        Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync());

        // Counted wherever they were written: a content is copied on a thread of the pool.
        PoolStatistics now = handler.GetStatistics(HttpEndPoint.Http(_server.Url.Host, _server.Url.Port));
        Assert.InRange(now.BytesSent, expected.Length + 50, (expected.Length * 1.1) + 500);
        Assert.InRange(now.BytesReceived, expected.Length + 50, (expected.Length * 1.1) + 500);
        Assert.Equal(content.Headers.ContentType?.ToString(), response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Own_headers_are_sent_and_a_content_that_fails_tells_why()
    {
        using HttpClient client = Create(new());
        using HttpRequestMessage message = new(HttpMethod.Get, "seen");
        message.Headers.Add("X-One", ["a", "b"]);
        message.Headers.UserAgent.ParseAdd("tester/1.0 (loopback)");
        message.Headers.Host = "other.test";
        message.Headers.ExpectContinue = true;
        using HttpResponseMessage response = await client.SendAsync(message);
        Assert.Equal(
            "GET other.test X-One=a, b User-Agent=tester/1.0 (loopback)", await response.Content.ReadAsStringAsync());

        using HttpRequestMessage bad = new(HttpMethod.Post, "echo") { Content = new StreamContent(new BadStream()) };
        await Assert.ThrowsAsync<InvalidDataException>(() => client.SendAsync(bad));
        using HttpRequestMessage injected = new(HttpMethod.Get, "seen");
        injected.Headers.TryAddWithoutValidation("X-Evil", "a\u00e4");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(injected));
    }

    [Fact]
    public async Task A_body_that_is_expected_is_sent_and_one_that_is_refused_is_not()
    {
        using HttpClient client = Create(new(new() { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan }));
        client.DefaultRequestHeaders.ExpectContinue = true;
        using HttpResponseMessage response = await client.PostAsync("expected", new StringContent("body"));
        Assert.Equal("100-continue body", await response.Content.ReadAsStringAsync());

        // To read the content would fail the call.
        using HttpRequestMessage unread = new(HttpMethod.Post, "refused");
        unread.Content = new StreamContent(new BadStream());
        unread.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage refused = await client.SendAsync(unread);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        using HttpRequestMessage odd = new(HttpMethod.Post, "expected") { Content = new StringContent("body") };
        odd.Headers.Expect.ParseAdd("miracles");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(odd));
    }

    [Fact]
    public async Task Redirects_are_followed_as_the_runtime_does()
    {
        using FastHttpMessageHandler handler = new();
        using HttpClient client = Create(handler);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "eDp5");
        using HttpResponseMessage response = await client.PostAsync("away/302", new StringContent("body"));
        Assert.Equal("GET seen ", await response.Content.ReadAsStringAsync());
        Assert.Equal("/target", response.RequestMessage!.RequestUri!.AbsolutePath);
        using HttpResponseMessage again = await client.PostAsync("away/307", new StringContent("body"));
        Assert.Equal("POST seen body", await again.Content.ReadAsStringAsync());

        using HttpClient still = Create(new() { AllowAutoRedirect = false });
        using HttpResponseMessage stays = await still.GetAsync("away/302");
        Assert.Equal(HttpStatusCode.Redirect, stays.StatusCode);
        using HttpClient few = Create(new() { MaxAutomaticRedirections = 3 });
        using HttpResponseMessage loop = await few.GetAsync("loop/0");
        Assert.Equal("/loop/4", loop.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Cookies_are_kept_and_sent_unless_they_are_turned_off()
    {
        using FastHttpMessageHandler handler = new();
        using HttpClient client = Create(handler);
        await client.GetStringAsync("set-cookie");
        Assert.Equal("id=7; lang=en", await client.GetStringAsync("cookies"));
        Assert.Equal(2, handler.CookieContainer.GetCookies(_server.Url).Count);
        using HttpClient without = Create(new() { UseCookies = false });
        await without.GetStringAsync("set-cookie");
        Assert.Equal("", await without.GetStringAsync("cookies"));
    }

    [Fact]
    public async Task A_cancelled_call_and_a_timeout_are_what_HttpClient_makes_of_them()
    {
        using HttpClient client = Create(new());
        using CancellationTokenSource source = new();
        Task<HttpResponseMessage> call = client.GetAsync("never", source.Token);
        await source.CancelAsync();
        TaskCanceledException canceled = await Assert.ThrowsAsync<TaskCanceledException>(() => call);
        Assert.Equal(source.Token, canceled.CancellationToken);
        client.CancelPendingRequests();

        using HttpClient hasty = Create(new());
        hasty.Timeout = TimeSpan.FromMilliseconds(50);
        TaskCanceledException late = await Assert.ThrowsAsync<TaskCanceledException>(() => hasty.GetAsync("never"));
        Assert.IsType<TimeoutException>(late.InnerException);

        using HttpClient phase = Create(new(new() { ResponseHeadTimeout = TimeSpan.FromMilliseconds(50) }));
        late = await Assert.ThrowsAsync<TaskCanceledException>(() => phase.GetAsync("never"));
        Assert.Equal(
            HttpError.HeadTimeout,
            Assert.IsType<HttpException>(late.InnerException!.InnerException).Error);
    }

    [Fact]
    public async Task Failures_have_the_reasons_of_the_runtime()
    {
        FastHttpOptions options = new() { Resolve = (_, _) => new(Array.Empty<IPAddress>()) };
        using HttpClient client = new(new FastHttpMessageHandler(options));
        await ExpectAsync(HttpRequestError.NameResolutionError, client, "http://nowhere.test/");
        using RefusingPort refusing = new();
        await ExpectAsync(HttpRequestError.ConnectionError, client, $"http://127.0.0.1:{refusing.Port}/");
        HttpRequestException cut =
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(_server.Url, "cut")));
        Assert.Equal(HttpRequestError.ResponseEnded, cut.HttpRequestError);
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetAsync("ftp://127.0.0.1/"));
        using HttpRequestMessage two = new(HttpMethod.Get, _server.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        HttpRequestException version = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(two));
        Assert.Equal(HttpRequestError.VersionNegotiationError, version.HttpRequestError);
    }

    [Fact]
    public async Task A_factory_takes_it_as_its_primary_handler()
    {
        ServiceCollection services = new();
        services.AddHttpClient("api", client => client.BaseAddress = _server.Url)
            .ConfigurePrimaryHttpMessageHandler(() => new FastHttpMessageHandler());
        await using ServiceProvider provider = services.BuildServiceProvider();
        using HttpClient client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");
        Assert.Equal(HttpStatusCode.Accepted, (await client.GetAsync("fields")).StatusCode);
    }

    [Fact]
    public async Task Synchronous_calls_work_and_a_handler_that_is_disposed_does_not()
    {
        FastHttpMessageHandler handler = new();
        using HttpClient client = Create(handler);
        using HttpRequestMessage message = new(HttpMethod.Get, "fields");
        using HttpResponseMessage response = client.Send(message);
        using StreamReader reader = new(response.Content.ReadAsStream());
        Assert.Equal("body", await reader.ReadToEndAsync());
        HttpEndPoint endPoint = HttpEndPoint.Http(_server.Url.Host, _server.Url.Port);
        Assert.Equal(1, handler.GetStatistics(endPoint).Open);
        Task<HttpResponseMessage> pending = client.GetAsync("never");
        await handler.DisposeAsync();

        // H4: what is under way may finish; here the client gives it up.
        Assert.False(pending.IsCompleted);
        client.CancelPendingRequests();
        await Assert.ThrowsAsync<TaskCanceledException>(() => pending);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetAsync("fields"));
    }

    [Fact]
    public async Task Head_and_empty_answers_have_an_empty_content()
    {
        using HttpClient client = Create(new());
        using HttpRequestMessage message = new(HttpMethod.Head, "fields");
        using HttpResponseMessage response = await client.SendAsync(message);
        Assert.Equal(4, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        using HttpResponseMessage empty = await client.DeleteAsync("empty");
        Assert.Equal(HttpStatusCode.NoContent, empty.StatusCode);
        Assert.Equal("", await empty.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_is_read_while_it_comes()
    {
        using HttpClient client = Create(new());
        using HttpResponseMessage response =
            await client.GetAsync("drip", HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[100];
        Assert.Equal("first", Encoding.ASCII.GetString(buffer, 0, await body.ReadAtLeastAsync(buffer, 5)));
        using HttpResponseMessage gone = await client.GetAsync("go-on");
        Assert.Equal("second", Encoding.ASCII.GetString(buffer, 0, await body.ReadAtLeastAsync(buffer, 6)));
        Assert.Equal(0, await body.ReadAsync(buffer));
    }

    [Fact]
    public async Task Trailers_are_there_when_the_body_has_been_read()
    {
        byte[] answer = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-Sum: 7\r\n\r\n");
        using ScriptedServer server = new([answer], closesAfter: false);
        using HttpClient client = new(new FastHttpMessageHandler());
        using HttpResponseMessage response = await client.GetAsync(
            $"http://{server.EndPoint}/", HttpCompletionOption.ResponseHeadersRead);
        Assert.Empty(response.TrailingHeaders);
        Assert.Equal("body", await response.Content.ReadAsStringAsync());
        Assert.Equal("7", response.TrailingHeaders.GetValues("X-Sum").Single());
    }

    [Fact]
    public async Task A_content_that_is_disposed_unread_gives_its_connection_back()
    {
        using FastHttpMessageHandler handler = new();
        using HttpClient client = Create(handler);
        for (int count = 0; count < 3; count++)
        {
            using HttpResponseMessage response =
                await client.GetAsync("fields", HttpCompletionOption.ResponseHeadersRead);
            using HttpResponseMessage never =
                await client.GetAsync("endless", HttpCompletionOption.ResponseHeadersRead);
        }

        // The connections of the endless ones are closed, that of the short ones is used again.
        HttpEndPoint endPoint = HttpEndPoint.Http(_server.Url.Host, _server.Url.Port);
        while (handler.GetStatistics(endPoint) is { InUse: > 0 })
        {
            await Task.Yield();
        }

        Assert.Equal(3, handler.GetStatistics(endPoint).Closed);
    }

    [Fact]
    public async Task A_body_that_is_cut_is_told_to_who_reads_it()
    {
        using HttpClient client = Create(new());
        using HttpResponseMessage response =
            await client.GetAsync("cut-late", HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        using HttpResponseMessage gone = await client.GetAsync("go-on");
        HttpIOException failure = await Assert.ThrowsAsync<HttpIOException>(() => body.CopyToAsync(Stream.Null));
        Assert.Equal(HttpRequestError.ResponseEnded, failure.HttpRequestError);
        Assert.IsType<HttpException>(failure.InnerException);
        await Assert.ThrowsAsync<InvalidOperationException>(() => response.Content.CopyToAsync(Stream.Null));
    }

    private static async Task ExpectAsync(HttpRequestError reason, HttpClient client, string url)
    {
        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(url));
        Assert.Equal(reason, failure.HttpRequestError);
        Assert.True(failure.InnerException is HttpException or SocketException, $"{failure.InnerException}");
    }

    private HttpClient Create(FastHttpMessageHandler handler) => new(handler) { BaseAddress = _server.Url };

    private static void Map(WebApplication app)
    {
        app.MapMethods("/fields", ["GET", "HEAD"], (HttpContext context) =>
        {
            context.Response.Headers.Append("X-Twice", "a");
            context.Response.Headers.Append("X-Twice", "b");
            context.Response.Headers.ETag = "\"tag\"";
            context.Response.ContentLength = 4;
            return Results.Text("body", statusCode: 202);
        });
        app.MapPost("/echo", async (HttpContext context) =>
        {
            context.Response.ContentType = context.Request.ContentType;
            await context.Request.Body.CopyToAsync(context.Response.Body);
        });
        app.MapGet("/seen", (Microsoft.AspNetCore.Http.HttpRequest request) => $"{request.Method} {request.Host} "
            + string.Join(' ', request.Headers.Where(field => field.Key is "X-One" or "User-Agent" or "Expect")
                .OrderByDescending(field => field.Key).Select(field => $"{field.Key}={field.Value}")));
        app.MapMethods("/away/{status}", ["GET", "POST"], (HttpContext context, int status) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/target";
        });
        app.MapMethods("/target", ["GET", "POST"], async (Microsoft.AspNetCore.Http.HttpRequest request) =>
        {
            using StreamReader reader = new(request.Body);
            return $"{request.Method} seen {request.Headers.Authorization}{await reader.ReadToEndAsync()}";
        });
        app.MapGet("/loop/{count}", (int count) => Results.Redirect($"/loop/{count + 1}"));
        app.MapGet("/set-cookie", (Microsoft.AspNetCore.Http.HttpResponse response) =>
        {
            response.Cookies.Append("id", "7");
            response.Cookies.Append("lang", "en", new CookieOptions { HttpOnly = true });
        });
        app.MapGet("/cookies", (Microsoft.AspNetCore.Http.HttpRequest request) => request.Headers.Cookie.ToString());
        app.MapGet("/never", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        app.MapGet("/cut", async (HttpContext context) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        app.MapDelete("/empty", () => Results.NoContent());
        MapBodies(app);
    }

    private static void MapBodies(WebApplication app)
    {
        app.MapPost("/refused", () => Results.StatusCode(413));
        app.MapPost("/expected", async (Microsoft.AspNetCore.Http.HttpRequest request) =>
        {
            using StreamReader reader = new(request.Body);
            return $"{request.Headers.Expect} {await reader.ReadToEndAsync()}";
        });
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        app.MapGet("/drip", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            await context.Response.WriteAsync("second");
        });
        app.MapGet("/cut-late", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            await goOn.Task;
            context.Abort();
        });
        app.MapGet("/go-on", () => goOn.TrySetResult());
        app.MapGet("/endless", async (HttpContext context) =>
        {
            byte[] piece = new byte[10_000];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece);
            }
        });
    }

    private sealed class BadStream : MemoryStream
    {
        public override int Read(Span<byte> buffer) => throw new InvalidDataException("broken");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidDataException("broken");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new InvalidDataException("broken");
    }
}
