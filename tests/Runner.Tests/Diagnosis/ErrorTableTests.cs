using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Runner.Tests.Conformance;

namespace Runner.Tests.Diagnosis;

// What a user is told when something is wrong, a row of the table of errors each. Rows that have tests elsewhere: too
// few file descriptors (CliComparisonTests), scripts of another Lua (DialectTests), more threads than connections
// (RunPlannerTests), habits and URLs (HabitHintTests).
public sealed class ErrorTableTests
{
    [Theory]
    [InlineData("http://127.0.0.1:1/", "unable to connect to 127.0.0.1:1 Connection refused", "(ss -ltn)? --wait-for")]
    [InlineData("http://no.invalid/", "unable to resolve no.invalid:http ", "the resolver looked into /etc/hosts")]
    [InlineData("--local-addr|192.0.2.1|http://127.0.0.1:1/", "unable to connect to 127.0.0.1:1 ", "EADDRNOTAVAIL")]
    public async Task A_target_that_cannot_be_reached(string line, string message, string hint)
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(["wrk", .. line.Split('|')]);
        Assert.Equal((1, ""), (code, output));
        string[] lines = error.Split('\n');
        Assert.StartsWith(message, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("runner: hint: ", lines[1], StringComparison.Ordinal);
        Assert.Contains(hint, lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Theory]
    [InlineData("/drop", "read errors: closed by the server before a response")]
    [InlineData("/truncated", "inside a response (", ": after the head of a 200 and ")]
    [InlineData("/garbage", "read errors: the response is not HTTP/1.x (", ": this is not HTTP)")]
    [InlineData("/hang", "2 requests were never answered; the oldest waited ")]
    [InlineData("/404", "no answer had a 2xx status; status 404: ", ": HTTP/1.1 404 Not Found")]
    [InlineData("/302", "no answer had a 2xx status; status 302: ",
        ": HTTP/1.1 302 Found, Location: /cl; following is off, --redirects N turns it on")]
    public async Task A_server_that_gives_no_good_answer(string path, string message, string sample = "")
    {
        await using ScriptedServer server = ScriptedServer.Start();
        await UntilSaidAsync(
            [message, sample],
            path == "/hang" ? "timeout 2\n" : "",
            ["600ms", "4s", "16s"],
            "-t1", "-c2", "-T200ms", $"http://127.0.0.1:{server.Port}{path}");
    }

    [Theory]
    [InlineData(true, "https", "certificate: CN=localhost is for another name (it expires ")]
    [InlineData(true, "http", "the server speaks TLS at this port: write https://127.0.0.1:")]
    [InlineData(false, "https", "the server answers plain HTTP at this port: write http://127.0.0.1:")]
    public async Task A_certificate_or_a_protocol_that_does_not_fit(bool isTls, string scheme, string message)
    {
        await using ScriptedServer server = ScriptedServer.Start(isTls: isTls);
        await UntilSaidAsync(
            [message], "", ["2s", "8s", "20s"], "-t1", "-c1", "-T1s", $"{scheme}://127.0.0.1:{server.Port}/cl");
    }

    [Theory]
    [InlineData(null, 1, "No such file or directory")]
    [InlineData("request = function( return 1 end", 1, ":1: ")]
    [InlineData("a = function( return 1 end", 1, "\n  a = function( return 1 end\n                ^\n")]
    [InlineData("request = function() error('no more') end", 1, "no more")]
    [InlineData("response = function() error('bad answer') end", 107, "bad answer")]
    public async Task A_script_that_does_not_work(string? text, int exitCode, string message)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        if (text is not null)
        {
            await File.WriteAllTextAsync(path, text);
        }

        (int code, _, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t2", "-c2", "-d10s", "-s", path, $"http://127.0.0.1:{server.Port}/cl");
        File.Delete(path);
        Assert.True(code == exitCode, $"{code}: {error}");

        // Once, however many states the script was loaded into.
        Assert.Equal(2, error.Split(message).Length);
    }

    [Fact]
    public async Task A_server_that_is_not_there_yet_is_waited_for()
    {
        int port = Testing.FreePort.Next();
        using RunnerProcess runner = RunnerProcess.Start(
            "wrk", "-t1", "-c1", "-n1", "-T60s", "--wait-for", "60s", $"http://127.0.0.1:{port}/");
        using TcpListener server = new(IPAddress.Loopback, port);
        server.Start();
        using TcpClient probe = await server.AcceptTcpClientAsync();
        using TcpClient client = await server.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        (int code, string output, string error) = await runner.EndAsync();
        Assert.True(code == 0, error);
        Assert.Contains("  1 requests in ", output, StringComparison.Ordinal);
    }

    // On a machine that gives it no time, a run has nothing to say: it is made again, and longer.
    private static async Task UntilSaidAsync(
        string[] messages, string inReport, string[] durations, params string[] arguments)
    {
        foreach (string duration in durations)
        {
            (int code, string output, string error) = await RunnerProcess.RunAsync(
                ["wrk", "-d" + duration, .. arguments]);
            Assert.True(code == 0, error);
            bool isSaid = output.Contains(inReport, StringComparison.Ordinal)
                && Array.TrueForAll(messages, message => error.Contains(message, StringComparison.Ordinal));
            if (isSaid || duration == durations[^1])
            {
                Assert.All(messages, message => Assert.Contains(message, error, StringComparison.Ordinal));
                Assert.Contains(inReport, output, StringComparison.Ordinal);
                return;
            }
        }
    }
}
