using System;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;
using Runner.Serving;

namespace Runner.Tests.Serving;

/// <summary><c>runner serve</c> as a process: its one line, its signals, its refusals.</summary>
public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task ASignalStopsItWithExitCodeZero(string signal)
    {
        using RunnerProcess runner = RunnerProcess.Start("serve", "--port", "0");
        string url = await ReadUrlAsync(runner);
        using HttpClient client = new();
        Assert.Equal("{\"id\":1,\"name\":\"user 1\"}", await client.GetStringAsync(url + "/user/1"));

        runner.Signal(signal);
        (int exitCode, _, string error) = await runner.EndAsync();

        Assert.Equal(0, exitCode);
        Assert.Empty(error);
    }

    [Fact]
    public async Task UntilStdinEndsOutlivesSignalsAndEndsWithStdin()
    {
        using RunnerProcess runner = RunnerProcess.Start("serve", "--port", "0", TargetServer.UntilStdinEnds);
        string url = await ReadUrlAsync(runner);
        runner.Signal("INT");
        using HttpClient client = new();
        Assert.NotEmpty(await client.GetStringAsync(url + "/"));

        runner.Input.Close();

        Assert.Equal(0, (await runner.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task APortInUseIsOneLineAndExitCodeOne()
    {
        using TcpListener holder = new(IPAddress.Loopback, 0);
        holder.Start();
        int port = ((IPEndPoint)holder.LocalEndpoint).Port;

        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("serve", "--port", $"{port}");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Equal(
            $"runner serve: cannot listen on 127.0.0.1:{port} (Address already in use). " +
            "Choose another port with --port; 0 takes a free one.\n",
            error);
    }

    [Theory]
    [InlineData("--port", "65536")]
    [InlineData("--port", "x")]
    [InlineData("--host", "no.such.host")]
    [InlineData("--unix-socket", "/no/such/folder/socket")]
    [InlineData("--nonsense", "1")]
    public async Task AWrongArgumentIsOneLineAndExitCodeOne(string option, string value)
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("serve", option, value);

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
        Assert.StartsWith("runner serve: ", error, StringComparison.Ordinal);
    }

    private static async Task<string> ReadUrlAsync(RunnerProcess runner)
    {
        string? line = await runner.Output.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith(TargetServer.Announcement + "http://127.0.0.1:", line, StringComparison.Ordinal);
        return line![TargetServer.Announcement.Length..];
    }
}
