using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;

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
        (_, string body, _) = await RunnerProcess.RunAsync("http", $"http://127.0.0.1:{server.Port}/chunked");
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
    [InlineData("/drop", "ConnectionClosed")]
    [InlineData("/garbage", "InvalidStatusLine")]
    [InlineData("/truncated", "UnexpectedEof")]
    public async Task A_failure_is_named(string path, string reason)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "http", "--json", $"http://127.0.0.1:{server.Port}{path}");
        Assert.Equal(1, exitCode);
        Assert.Contains($"\"error\":\"{reason}\"", output, StringComparison.Ordinal);
        Assert.Matches($"^runner http: [^\n]*\\({reason}\\)\n$", error);
    }

    [Fact]
    public async Task A_dry_run_sends_nothing()
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--dry-run", "-b", "x", "http://nowhere.test/p");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal("POST /p HTTP/1.1\r\nHost: nowhere.test\r\nContent-Length: 1\r\n\r\nx", output);
    }

    [Fact]
    public async Task A_program_can_run_a_load()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        LoadRunOptions options = new()
        {
            Url = $"http://127.0.0.1:{server.Port}/404",
            Connections = 3,
            Threads = 1,
            Requests = 50,
            Headers = ["X: 1"],
            Further = ["-m", "DELETE"],
        };
        using LoadRun run = await LoadRun.PrepareAsync(options);
        LoadRunResult result = await Task.Run(run.Run);
        Assert.Equal((50, 50, 50), (result.Completed, result.StatusErrors, run.Completed));
        Assert.True(result.MaximumLatency >= result.LatencyAt(50));
        Assert.All(server.Requests, request => Assert.StartsWith("DELETE /404 ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_can_stop_a_load()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        LoadRunOptions options = new()
        {
            Url = $"http://127.0.0.1:{server.Port}/cl",
            Duration = TimeSpan.FromMinutes(5),
            Rate = 100,
        };
        using LoadRun run = await LoadRun.PrepareAsync(options);
        Task<LoadRunResult> running = Task.Run(run.Run);
        while (run.Completed < 5)
        {
            await Task.Delay(10);
        }

        run.Stop();
        LoadRunResult result = await running.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(result.Completed >= 5);
    }

    [Fact]
    public async Task A_run_that_cannot_be_made_says_why()
    {
        LoadRunException failure = await Assert.ThrowsAsync<LoadRunException>(
            () => LoadRun.PrepareAsync(new LoadRunOptions { Url = "http://127.0.0.1:1/" }));
        Assert.Equal("unable to connect to 127.0.0.1:1 Connection refused", failure.Message);
    }
}
