using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Testing;

namespace Runner.Tests.Conformance;

/// <summary>What a user is told of a connection that is not made, and addresses that are written in another way.
/// </summary>
public sealed class CauseRunTests
{
    [Fact, SpecCase("client", 27)]
    public async Task H6_W5_runner_http_tells_what_is_wrong_with_the_certificate()
    {
        await using ScriptedServer server = ScriptedServer.Start(isTls: true);
        string url = $"https://localhost:{server.Port}/cl";
        (int exitCode, _, string error) = await RunnerProcess.RunAsync("http", "-4", url);
        Assert.Equal(1, exitCode);
        Assert.Contains(", issued by CN=", error, StringComparison.Ordinal);
        (_, string json, _) = await RunnerProcess.RunAsync("http", "-4", "--json", url);
        Assert.Contains("\"detail\":\"The TLS handshake with localhost:", json, StringComparison.Ordinal);
    }

    [RequiresPeerFact("nginx")]
    public async Task W5_a_server_that_answers_plain_http_with_400_is_not_said_to_speak_it()
    {
        await using NginxServer nginx = await NginxServer.StartAsync("return 200 x;");
        string folder = Directory.CreateTempSubdirectory("cause").FullName;
        string file = Path.Combine(folder, "run.json");
        (_, _, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-d60s", "-4", "--verify", "--abort-on-fail", "--threshold", "errors==0",
            "--json", file, $"https://localhost:{nginx.Port}/");
        string json = await File.ReadAllTextAsync(file);
        Directory.Delete(folder, recursive: true);
        Assert.DoesNotContain("plain HTTP", error, StringComparison.Ordinal);
        Assert.Contains(", issued by CN=", error, StringComparison.Ordinal);
        Assert.Contains(", issued by CN=", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://[::1%25lo]:81/", "[::1]:81")]
    [InlineData("http://[::1%lo]:81/", "[::1]:81")]
    [InlineData("http://[fe80::1%25eth0]/", "[fe80::1]")]
    public async Task W6_the_zone_of_an_address_is_not_sent(string url, string host)
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("http", "--dry-run", url);
        Assert.True(exitCode == 0, error);
        Assert.Equal($"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n", output);
        (_, output, _) = await RunnerProcess.RunAsync("http", "--dry-run", "-x", "http://127.0.0.1:1", url);
        Assert.Equal($"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", output);
    }

    [Theory]
    [InlineData("wrk.headers['X'] = '1'")]
    [InlineData("request = function() return wrk.format() end")]
    [InlineData("function user(u) u:get('/') end")]
    public async Task W6_nor_does_a_script_send_it(string script)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.lua");
        await File.WriteAllTextAsync(path, script);
        try
        {
            (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
                "wrk", "-t1", "-c1", "--dry-run", "-s", path, "http://[::1%25lo]:1/");
            Assert.True(exitCode == 0, error);
            Assert.Contains("\r\nHost: [::1]:1\r\n", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory, InlineData("epoll"), InlineData("sockets")]
    public async Task W13_an_ipv4_address_written_as_ipv6_is_reached(string transport)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n3", "-T20s", "--transport", transport,
            $"http://[::ffff:127.0.0.1]:{server.Port}/cl");
        Assert.True(exitCode == 0, error);
        Assert.Contains("  3 requests in ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W14_a_unix_socket_that_is_not_there_is_no_file()
    {
        (int exitCode, _, string error) = await RunnerProcess.RunAsync(
            "wrk", "--unix-socket", "/nonexistent/socket", "http://h/");
        Assert.Equal(1, exitCode);
        Assert.Contains(
            "unable to connect to /nonexistent/socket No such file or directory", error, StringComparison.Ordinal);
        Assert.DoesNotContain("EADDRNOTAVAIL", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-H $'X: \\351\\377'", false)]
    [InlineData("-b $'\\351'", false)]
    [InlineData("-H $'X: \\303\\251'", true)]
    [InlineData("-H $'X: \\357\\277\\275'", true)]
    public async Task W15_bytes_that_would_be_changed_are_refused(string option, bool isSent)
    {
        ProcessStartInfo start = new(
            "bash", ["-c", $"exec \"$0\" http --dry-run {option} http://h/", RunnerUnderTest.Executable])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(isSent ? 0 : 1, process.ExitCode);
        Assert.Equal(isSent, (await output).Contains("\r\nX: ", StringComparison.Ordinal));
        Assert.Equal(!isSent, error.Contains("not UTF-8", StringComparison.Ordinal));
    }
}
