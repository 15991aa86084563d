using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Runner.Tests.Conformance;

namespace Runner.Tests.Results;

// The result document of a run, as a file and on stdout.
public sealed class ResultDocumentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-results").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_leaves_a_document_beside_its_report()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string path = Path.Combine(_folder, "run.json");
        string url = $"http://127.0.0.1:{server.Port}/404";
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c2", "-n40", "-T60s", "--json", path, "-a", "me:secret", url);
        Assert.Equal(0, exitCode);
        Assert.Matches("^runner: no answer had a 2xx status; status 404: 40 answers, [^\n]*\n", error);
        Assert.StartsWith($"Running 40 requests test @ {url}\n", output, StringComparison.Ordinal);
        using FileStream file = File.OpenRead(path);
        ResultDocument document = ResultFile.Read(file);
        Assert.Equal(("runner", "closed", false), (document.Tool.Name, document.Config.Mode, document.Run.Interrupted));
        Assert.Equal($"runner wrk -t 1 -c 2 -n 40 -T 60s --json {path} -a 'me:***' {url}", document.Run.Command);
        Assert.Equal((40, 40), (document.Requests.Completed, document.Status!["404"]));
        Assert.Equal((2, 1, 40), (document.Config.Connections, document.Config.Threads, document.Config.Requests));
        Assert.True(document.Latency is { Corrected: true, Count: >= 40, P50: > 0, P99999: > 0 });
        Assert.Equal(40, document.LatencyUncorrected!.Count);
        Assert.Equal((40, 40, 0.0), (document.Requests.Sent, document.Requests.Failed, document.SuccessRate));
        ConnectionFigures connections = document.Connections!;
        Assert.Equal((2, 2, 0), (connections.Opened, connections.Peak, connections.Reconnects));
        Assert.Equal((2, null), (document.Connect!.Count, document.TlsHandshake));
        Assert.True(document.Bytes is { In: > 0, Out: > 0 });
        Assert.Equal(40, document.Heatmap!.Counts.Sum(row => row.Sum()));
        Assert.Equal(40, document.Series!.Sum(point => point.Errors));
        Assert.True(document.Generator is { AllocBytesPerReq: > 0, CpuPct: > 0, Gc.Count: 3 });
        Assert.True(document.Run.Start < document.Run.End);
        Assert.Equal([$"127.0.0.1:{server.Port}"], document.Target.Addresses);
    }

    [Fact]
    public async Task On_stdout_there_is_nothing_else()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n5", "-T60s", "--json", "-", $"http://127.0.0.1:{server.Port}/404");
        Assert.True(exitCode == 0, error);
        using JsonDocument document = JsonDocument.Parse(output);
        Assert.Equal("runner/1", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal("us", document.RootElement.GetProperty("latency").GetProperty("unit").GetString());

        // What was not measured is not there.
        Assert.False(document.RootElement.TryGetProperty("tls_handshake", out _));
        Assert.False(document.RootElement.GetProperty("rate").TryGetProperty("target", out _));
    }

    [Fact]
    public async Task What_cannot_be_written_is_refused_before_the_run()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string path = Path.Combine(_folder, "absent", "run.json");
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n5", "--json", path, $"http://127.0.0.1:{server.Port}/404");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Matches($"^runner: --json: '{path}' cannot be written \\([^)]*\\)\\. [^\n]*\n$", error);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void What_is_no_result_is_said_to_be_none()
    {
        Assert.Contains("not a result", Refusal("[]"), StringComparison.Ordinal);
        Assert.Contains("not a result", Refusal("{\"schema\":\"runner/1\"}"), StringComparison.Ordinal);
        Assert.Contains("not a result", Refusal("null"), StringComparison.Ordinal);
    }

    private static string Refusal(string text)
    {
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return Assert.Throws<ResultFormatException>(() => ResultFile.Read(stream)).Message;
    }
}
