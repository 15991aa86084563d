using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Tests.MessageHandling.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Testing;

namespace FastHttp.Tests.MessageHandling;

/// <summary>What a handler decodes for users of HttpClient, and what it does not let pass for a whole body.</summary>
public sealed class HandlerDecodingTests : IAsyncLifetime
{
    private WebServer _server = null!;

    public async Task InitializeAsync() =>
        _server = await WebServer.StartAsync(app => app.MapGet("/coded/{coding}", WriteCodedAsync));

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory, InlineData("gzip"), InlineData("br"), InlineData("deflate")]
    public async Task Codings_are_asked_for_and_decoded(string coding)
    {
        using HttpClient client = Create(new() { AutomaticDecompression = DecompressionMethods.All });
        using HttpResponseMessage response = await client.GetAsync($"coded/{coding}");
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal($"gzip, deflate, br {new string('x', 5000)}", text);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.False(response.Content.Headers.NonValidated.Contains("Content-Length"));
        using HttpClient raw = Create(new());
        using HttpResponseMessage undecoded = await raw.GetAsync($"coded/{coding}");
        Assert.Equal([coding], undecoded.Content.Headers.ContentEncoding);
    }

    // As the runtime's handler does: the last coding is undone if it is one of those that were asked for.
    [Fact]
    public async Task One_coding_is_undone_and_those_that_were_not_asked_for_stay()
    {
        byte[] inner = Code("br", "text"u8.ToArray());
        using HttpClient all = new(new FastHttpMessageHandler { AutomaticDecompression = DecompressionMethods.All });
        using ScriptedServer twice = new([Answer("br, GZip", Code("gzip", inner))], closesAfter: false);
        using HttpResponseMessage response = await all.GetAsync($"http://{twice.EndPoint}/");
        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
        Assert.Equal(inner, await response.Content.ReadAsByteArrayAsync());

        using HttpClient some = new(new FastHttpMessageHandler { AutomaticDecompression = DecompressionMethods.GZip });
        using ScriptedServer other = new([Answer("br", inner)], closesAfter: false);
        using HttpResponseMessage raw = await some.GetAsync($"http://{other.EndPoint}/");
        Assert.Equal(["br"], raw.Content.Headers.ContentEncoding);
        Assert.Equal(inner, await raw.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Members_of_gzip_and_deflate_without_its_wrapper_are_decoded()
    {
        using HttpClient client = new(new FastHttpMessageHandler { AutomaticDecompression = DecompressionMethods.All });
        byte[] members = [.. Code("gzip", "one, "u8.ToArray()), .. Code("gzip", "two"u8.ToArray())];
        using ScriptedServer gzip = new([Answer("gzip", members)], closesAfter: false);
        Assert.Equal("one, two", await client.GetStringAsync($"http://{gzip.EndPoint}/"));
        using ScriptedServer raw = new([Answer("deflate", Code("raw", "three"u8.ToArray()))], closesAfter: false);
        Assert.Equal("three", await client.GetStringAsync($"http://{raw.EndPoint}/"));
    }

    [Theory, InlineData("gzip"), InlineData("br"), InlineData("deflate")]
    public async Task A_coded_body_that_is_cut_is_no_whole_one(string coding)
    {
        byte[] coded = Code(coding, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000))));
        using HttpClient client = new(new FastHttpMessageHandler { AutomaticDecompression = DecompressionMethods.All });
        using ScriptedServer server = new([Answer(coding, coded[..^5])], closesAfter: false);
        await Assert.ThrowsAsync<InvalidDataException>(() => client.GetByteArrayAsync($"http://{server.EndPoint}/"));
    }

    [Theory, InlineData("gzip"), InlineData("br"), InlineData("deflate")]
    public async Task Trailers_behind_a_coded_body_are_there_at_its_end(string coding)
    {
        byte[] coded = Code(coding, "text"u8.ToArray());
        using HttpClient client = new(new FastHttpMessageHandler { AutomaticDecompression = DecompressionMethods.All });
        using ScriptedServer server = new([Answer(coding, coded)], closesAfter: false);
        using HttpResponseMessage response = await client.GetAsync(
            $"http://{server.EndPoint}/", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text", await response.Content.ReadAsStringAsync());
        Assert.Equal("7", response.TrailingHeaders.GetValues("X-Sum").Single());
    }

    private static byte[] Answer(string codings, byte[] body)
    {
        byte[] head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Encoding: {codings}\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n");
        return [.. head, .. body, .. "\r\n0\r\nX-Sum: 7\r\n\r\n"u8];
    }

    private HttpClient Create(FastHttpMessageHandler handler) => new(handler) { BaseAddress = _server.Url };

    private static async Task WriteCodedAsync(HttpContext context, string coding)
    {
        context.Response.Headers.ContentEncoding = coding;
        string text = $"{context.Request.Headers.AcceptEncoding} {new string('x', 5000)}";
        byte[] coded = Code(coding, Encoding.ASCII.GetBytes(text));
        context.Response.ContentLength = coded.Length;
        await context.Response.Body.WriteAsync(coded);
    }

    private static byte[] Code(string coding, byte[] bytes) => Bodies.ContentDecodingTests.Code(coding, bytes);
}
