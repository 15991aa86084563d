using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Messages;

namespace FastHttp.Tests.Http1;

/// <summary>What goes on the wire, byte by byte: rows R06 to R19 and R25 of the writer table.</summary>
public class RequestWriterTests
{
    [Theory]
    [InlineData("R06", "http://h", "/", "h")]
    [InlineData("R07", "http://h:80/a?b#c", "/a?b", "h")]
    [InlineData("R07", "http://h:8080/", "/", "h:8080")]
    [InlineData("R07", "http://[::1]:81/", "/", "[::1]:81")]
    [InlineData("R07", "https://h:443?q", "/?q", "h")]
    [InlineData("R07", "HTTP://h:/x", "/x", "h")]
    [InlineData("R08", "http://u:p@h/", "/", "h")]
    public async Task Uri_becomes_target_and_host(string row, string uri, string target, string host)
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri(Encoding.ASCII.GetBytes(uri));
        Assert.NotEmpty(row);
        Assert.Equal($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n", await Wire(request));
        request.SetUri(new Uri(uri));
        Assert.Equal($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n", await Wire(request));
    }

    [Fact]
    public async Task R09_the_users_host_is_sent_once_and_first()
    {
        using FastHttpRequest request = Get();
        request.Headers.Set("X-A"u8, "1"u8);
        request.Headers.Set("hOST"u8, "other:1"u8);
        Assert.Equal("GET /p HTTP/1.1\r\nHost: other:1\r\nX-A: 1\r\n\r\n", await Wire(request));
        request.Headers.Set("Host"u8, "third"u8);
        Assert.Equal("GET /p HTTP/1.1\r\nHost: third\r\nX-A: 1\r\n\r\n", await Wire(request));
        Assert.Throws<ArgumentException>(() => request.Headers.Add("Host"u8, "fourth"u8));
        Assert.True(request.Headers.Remove("host"u8));
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n\r\n", await Wire(request));
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("HEAD", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "Content-Length: 0\r\n")]
    [InlineData("PUT", "Content-Length: 0\r\n")]
    [InlineData("PATCH", "Content-Length: 0\r\n")]
    public async Task R10_without_a_body(string method, string framing)
    {
        using FastHttpRequest request = Get();
        request.Method = Encoding.ASCII.GetBytes(method);
        Assert.Equal($"{method} /p HTTP/1.1\r\nHost: h\r\n{framing}\r\n", await Wire(request));
    }

    [Fact]
    public async Task R11_GET_with_a_body()
    {
        using FastHttpRequest request = Get();
        request.SetBody("abc"u8);
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", await Wire(request));
        request.SetBody("de"u8.ToArray().AsMemory());
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nde", await Wire(request));
        request.BodyWriter.Write("1234"u8);
        request.BodyWriter.Write("5"u8);
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n12345", await Wire(request));
    }

    [Fact]
    public async Task R12_unknown_length_is_chunked()
    {
        using FastHttpRequest request = Get();
        request.SetBodyWriter(0, static async (_, output, token) =>
        {
            await output.FlushAsync(token);
            output.Write("hello"u8);
            await output.FlushAsync(token);
            await output.FlushAsync(token);
            await output.WriteAsync(new byte[17], token);
            output.Write("end"u8);
        });
        string expected = "GET /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n11\r\n" + new string('\0', 17) + "\r\n3\r\nend\r\n0\r\n\r\n";
        Assert.Equal(expected, await Wire(request));

        request.SetBodyWriter(0, static (_, _, _) => ValueTask.CompletedTask);
        Assert.EndsWith("chunked\r\n\r\n0\r\n\r\n", await Wire(request), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, HttpError.RequestBodyMismatch)]
    [InlineData(10, HttpError.None)]
    [InlineData(11, HttpError.RequestBodyMismatch)]
    public async Task R13_declared_length(int written, HttpError expected)
    {
        foreach (bool flushes in (bool[])[false, true])
        {
            using FastHttpRequest request = Get();
            request.SetBodyWriter((written, flushes), static async (state, output, token) =>
            {
                for (int count = 0; count < state.written; count++)
                {
                    output.Write("x"u8);
                    if (state.flushes)
                    {
                        await output.FlushAsync(token);
                    }
                }
            }, length: 10);
            (HttpError error, string wire) = await Send(request);
            Assert.Equal(expected, error);
            string body = wire[(wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

            // Nothing is padded, and a failed body never fills the declared length.
            Assert.True(expected == HttpError.None ? body == new string('x', 10) : body.Length < 10);
        }
    }

    [Fact]
    public async Task R14_the_framing_fields_are_ours()
    {
        using FastHttpRequest request = Get();
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Transfer-Encoding"u8, "chunked"u8));
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Content-Length"u8, "+1"u8));
        request.SetBody("abc"u8);
        request.Headers.Set("content-length"u8, "3"u8);
        Assert.Throws<ArgumentException>(() => request.Headers.Add("Content-Length"u8, "3"u8));
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", await Wire(request));
        request.SetBody("abcd"u8);
        await Assert.ThrowsAsync<ArgumentException>(() => Wire(request));
        Assert.Throws<ArgumentException>(() => PreparedRequest.Create(request));
    }

    [Fact]
    public void R15_fields_that_nothing_would_keep()
    {
        using FastHttpRequest request = Get();
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Expect"u8, "200-ok"u8));
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Upgrade"u8, "h2c"u8));
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Trailer"u8, "X-Sum"u8));
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Connection"u8, "X-Hop, close"u8));
        Assert.Throws<ArgumentException>(() => request.Headers.Set("Connection"u8, "X Hop"u8));
    }

    [Fact]
    public async Task R16_close()
    {
        using FastHttpRequest request = Get();
        request.Headers.Set("Connection"u8, "keep-alive"u8);
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\nConnection: keep-alive\r\n\r\n", await Wire(request));
        request.CloseConnection = true;
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", await Wire(request));
        Assert.Equal(RequestTraits.Close | RequestTraits.Idempotent, request.Traits);
        Assert.True(request.Headers.Remove("connection"u8));
        Assert.False(request.CloseConnection);
        request.Headers.Add("Connection"u8, "Close"u8);
        Assert.True(request.CloseConnection);
    }

    [Fact]
    public async Task R17_http10_has_no_chunks()
    {
        using FastHttpRequest request = Get();
        request.MinorVersion = 0;
        Assert.Equal("GET /p HTTP/1.0\r\nHost: h\r\n\r\n", await Wire(request));
        request.SetBodyWriter(0, static (_, _, _) => ValueTask.CompletedTask);
        await Assert.ThrowsAsync<ArgumentException>(() => Wire(request));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1024)]
    [InlineData(4096)]
    public async Task R18_a_failed_producer_leaves_no_complete_message(int length)
    {
        using FastHttpRequest request = Get();
        request.SetBodyWriter(0, static async (_, output, token) =>
        {
            await output.WriteAsync(new byte[1024], token);
            throw new TimeoutException("The source has gone.");
        }, length);
        (HttpError error, string wire) = await Send(request);
        Assert.Equal(HttpError.RequestBodyFailed, error);
        Assert.IsType<TimeoutException>(request.ProducerException);
        Assert.DoesNotContain("0\r\n\r\n", wire, StringComparison.Ordinal);
        string body = wire[(wire.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.True(length < 0 || body.Length < length);
    }

    [Fact]
    public async Task R19_large_head_and_large_body()
    {
        using FastHttpRequest request = Get();
        StringBuilder fields = new();
        for (int index = 0; index < 300; index++)
        {
            string value = new((char)('a' + (index % 26)), 100);
            request.Headers.Add(Encoding.ASCII.GetBytes($"X-{index}"), Encoding.ASCII.GetBytes(value));
            fields.Append($"X-{index}: {value}\r\n");
        }

        byte[] body = new byte[1_000_000];
        new Random(1).NextBytes(body);
        request.SetBody(body.AsMemory());
        string expected = $"GET /p HTTP/1.1\r\nHost: h\r\n{fields}Content-Length: 1000000\r\n\r\n";
        Assert.Equal(expected + Encoding.Latin1.GetString(body), await Wire(request));
        request.SetBodyWriter(
            body, static async (state, output, token) => await output.WriteAsync(state, token), body.Length);
        Assert.Equal(expected + Encoding.Latin1.GetString(body), await Wire(request));
    }

    [Fact]
    public async Task R25_nothing_stands_between_two_requests()
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 0));
        using FastHttpRequest request = Get();
        request.Method = "POST"u8;
        request.SetBody("1"u8);
        await RequestWriter.WriteAsync(request, pipe.Writer, default);
        request.SetBody("2"u8);
        await RequestWriter.WriteAsync(request, pipe.Writer, default);
        await pipe.Writer.CompleteAsync();
        const string Head = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n";
        Assert.Equal(Head + "1" + Head + "2", await ReadAll(pipe.Reader));
    }

    [Fact]
    public void Other_targets()
    {
        using FastHttpRequest request = Get();
        request.Method = "OPTIONS"u8;
        request.SetTarget(HttpEndPoint.Http("h"), "*"u8);
        Assert.True(request.SerializeHead().StartsWith("OPTIONS * HTTP/1.1\r\n"u8));
        request.Method = "GET"u8;
        Assert.Throws<ArgumentException>(() => { request.SerializeHead(); });
        request.Method = "CONNECT"u8;
        request.SetTarget(HttpEndPoint.Http("proxy", 3128), "h:443"u8);
        Assert.True(request.SerializeHead().StartsWith("CONNECT h:443 HTTP/1.1\r\nHost: proxy:3128\r\n"u8));
    }

    private static FastHttpRequest Get()
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/p"u8);
        return request;
    }

    private static async Task<string> Wire(FastHttpRequest request)
    {
        (HttpError error, string wire) = await Send(request);
        Assert.Equal(HttpError.None, error);
        if (!request.HasProducedBody)
        {
            PreparedRequest prepared = PreparedRequest.Create(request);
            Assert.Equal(wire, Encoding.Latin1.GetString(prepared.Bytes.Span));
            Assert.Equal([request.Traits], prepared.Traits.ToArray());
        }

        return wire;
    }

    private static async Task<(HttpError Error, string Wire)> Send(FastHttpRequest request)
    {
        // Small blocks and a small threshold: the writer has to span buffers and to wait.
        Pipe pipe = new(new PipeOptions(
            minimumSegmentSize: 64, pauseWriterThreshold: 4096, resumeWriterThreshold: 2048));
        Task<string> reading = ReadAll(pipe.Reader);
        try
        {
            HttpError error = await RequestWriter.WriteAsync(request, pipe.Writer, CancellationToken.None);
            await pipe.Writer.CompleteAsync();
            return (error, await reading);
        }
        catch (ArgumentException)
        {
            await pipe.Writer.CompleteAsync();
            Assert.Equal("", await reading);
            throw;
        }
    }

    private static async Task<string> ReadAll(PipeReader reader)
    {
        StringBuilder text = new();
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            text.Append(Encoding.Latin1.GetString(result.Buffer.ToArray()));
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return text.ToString();
            }
        }
    }
}
