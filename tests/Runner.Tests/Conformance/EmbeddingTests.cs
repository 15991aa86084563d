using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

// One request from the command line, and a run from a program.
public sealed class EmbeddingTests
{
    [Fact]
    public async Task One_request_shows_the_response()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "http", "-i", "-H", "X: 1", $"http://127.0.0.1:{server.Port}/404");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", output);
        Assert.Equal([$"GET /404 HTTP/1.1\r\nHost: 127.0.0.1:{server.Port}\r\nX: 1\r\n\r\n"], server.Requests);
        (_, string body, _) = await RunnerProcess.RunAsync(
            "http", "--timeout", "50d", $"http://127.0.0.1:{server.Port}/chunked");
        Assert.Equal("abcde", body);
    }

    [Fact]
    public async Task One_request_as_json()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (_, string output, _) = await RunnerProcess.RunAsync(
            "http", "--json", $"http://127.0.0.1:{server.Port}/close");
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        Assert.Equal((200, "OK"), (root.GetProperty("status").GetInt32(), root.GetProperty("reason").GetString()));
        Assert.Equal("ok"u8.ToArray(), root.GetProperty("bodyBase64").GetBytesFromBase64());
        Assert.False(root.GetProperty("keepAlive").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("error").ValueKind);
        Assert.Equal(
            ["Connection", "Content-Length"],
            root.GetProperty("headers").EnumerateArray().Select(field => field[0].GetString()));
        Assert.True(root.GetProperty("timings").GetProperty("exchangeMs").GetDouble() > 0);
    }

    [Theory]
    [InlineData("/drop", "ConnectionClosed", "")]
    [InlineData("/garbage", "InvalidStatusLine", ": this is not HTTP")]
    [InlineData("/truncated", "UnexpectedEof", ": after the head of a 200 and [0-9]+ bytes of its body")]
    public async Task A_failure_is_named(string path, string reason, string sample)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "http", "--json", $"http://127.0.0.1:{server.Port}{path}");
        Assert.Equal(1, exitCode);
        Assert.Contains($"\"error\":\"{reason}\"", output, StringComparison.Ordinal);
        Assert.Matches($"^runner http: [^\n]*\\({reason}\\){sample}\n$", error);
    }

    [Fact]
    public async Task One_request_is_described_as_a_load_is()
    {
        string[] arguments =
        [
            "--dry-run", "-m", "PUT", "-b", "{}", "--content-type", "a/b", "-a", "u:p", "--cookie", "k=v", "-H", "X: 1",
            "http://u@nowhere.test:81/p?q#f",
        ];
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(["http", .. arguments]);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("PUT /p?q HTTP/1.1\r\nHost: nowhere.test:81\r\n", output, StringComparison.Ordinal);
        Assert.Equal(output, (await RunnerProcess.RunAsync(["wrk", .. arguments])).Output);
    }

    [Theory]
    [InlineData("--connect-to", "nowhere.test:80:127.0.0.1:{p}")]
    [InlineData("--connect-to", "::127.0.0.1:{p}", "--local-addr", "127.0.0.2", "-4")]
    [InlineData("-x", "socks5://{proxy}")]
    public async Task One_request_goes_where_a_load_goes(params string[] options)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        using ProxyServer proxy = new(new IPEndPoint(IPAddress.Loopback, server.Port));
        IEnumerable<string> words = options.Select(word => word
            .Replace("{p}", $"{server.Port}", StringComparison.Ordinal)
            .Replace("{proxy}", $"{proxy.EndPoint}", StringComparison.Ordinal));
        (int exitCode, string output, string error) =
            await RunnerProcess.RunAsync(["http", .. words, "http://nowhere.test/cl"]);
        Assert.Equal((0, "ok", ""), (exitCode, output, error));
        Assert.Equal(["GET /cl HTTP/1.1\r\nHost: nowhere.test\r\n\r\n"], server.Requests);

        // A load tries its target before it starts; here that would be a second connection for nothing.
        Assert.Equal(1, server.AcceptedCount);
    }

    [Fact]
    public async Task One_request_verifies_unless_told_not_to()
    {
        await using ScriptedServer server = ScriptedServer.Start(isTls: true);
        string url = $"https://localhost:{server.Port}/cl";
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("http", url);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches("^runner http: [^\n]*\\(TlsFailed\\)[^\n]*-k accepts any\n$", error);
        (exitCode, output, error) = await RunnerProcess.RunAsync("http", "-k", url);
        Assert.Equal((0, "ok", ""), (exitCode, output, error));
    }

    [Theory]
    [InlineData("--tls-min", "1.9", "invalid value '1.9' for --tls-min (expected 1.2 or 1.3)")]
    [InlineData("-T", "soon", "invalid value 'soon' for --timeout (expected a time such as 30s or 500ms)")]
    [InlineData("-4", "-6", "-4 and -6 exclude each other: leave both out for any address")]
    [InlineData("-b", "@/no/such/file", "cannot read the body (")]
    public async Task A_wrong_option_of_one_request_is_one_line(string option, string value, string message)
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("http", option, value, "http://h/");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"runner http: {message}", error, StringComparison.Ordinal);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_sends_nothing()
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--dry-run", "-b", "x", "http://nowhere.test/p");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(
            "POST /p HTTP/1.1\r\nHost: nowhere.test\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: 1\r\n\r\nx",
            output);
    }
}
