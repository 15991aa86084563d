using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Json.Schema;
using Runner.Tests.Conformance;

namespace Runner.Tests.Results;

// The published schema against the code, and real documents against the published schema.
public sealed class ResultSchemaTests
{
    [Fact]
    public void The_published_schema_is_that_of_the_code()
    {
        string made = ResultSchema.Make();
        string path = PublishedPath();
        if (!File.Exists(path) || File.ReadAllText(path) != made)
        {
            string fresh = Path.Combine(AppContext.BaseDirectory, "result.schema.json");
            File.WriteAllText(fresh, made);
            Assert.Fail($"docs/result.schema.json is not that of the code; {fresh} is");
        }
    }

    [Theory]
    [InlineData("/404", "-n20")]
    [InlineData("/reset", "-n5")]
    [InlineData("/cl", "-R100", "-d300ms", "-w200ms", "--percentiles", "50,99.5", "--name", "x", "--tag", "a=b")]
    [InlineData("/cl", "--stage", "300ms:3", "-L")]
    public async Task A_document_is_as_the_schema_says(string path, params string[] options)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, _) = await RunnerProcess.RunAsync(
            ["wrk", "-t1", "-c3", .. options, "--json", "-", $"http://127.0.0.1:{server.Port}{path}"]);
        Assert.Equal(0, exitCode);
        AssertValid(output);

        // What is read and written again is the same.
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(output));
        Assert.Equal(output.TrimEnd('\n'), ResultFile.ToText(ResultFile.Read(stream)));
    }

    [Theory]
    [InlineData("\"runner/1\"", "\"runner/2\"")]
    [InlineData("\"duration_s\"", "\"duration\"")]
    [InlineData("\"interrupted\": false", "\"interrupted\": 0")]
    public async Task A_document_that_is_not_is_found_out(string good, string bad)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (_, string output, _) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n1", "-d1s", "--json", "-", $"http://127.0.0.1:{server.Port}/404");
        Assert.Contains(good, output, StringComparison.Ordinal);
        Assert.False(Evaluate(output.Replace(good, bad, StringComparison.Ordinal)).IsValid);
    }

    internal static void AssertValid(string json)
    {
        EvaluationResults results = Evaluate(json);
        Assert.True(results.IsValid, string.Join('\n', (results.Details ?? [])
            .Where(detail => detail.Errors is not null)
            .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))));
    }

    private static EvaluationResults Evaluate(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JsonSchema.FromText(File.ReadAllText(PublishedPath()))
            .Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
    }

    private static string PublishedPath()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "perf.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "docs", "result.schema.json");
    }
}
