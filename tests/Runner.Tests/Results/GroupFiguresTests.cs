using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Runner.Tests.Conformance;

namespace Runner.Tests.Results;

// What the document of a run says of each of its requests, and what of it is no warning.
public sealed class GroupFiguresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-groups").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Each_request_has_its_statuses_its_errors_and_its_course()
    {
        ResultDocument run = await RunAsync(
            "urls", "2 GET /cl\nGET /404\nGET /drop\n", "--urls", "urls", "-n40", "-c1", "/");
        Assert.Equal(["GET /cl", "GET /404", "GET /drop"], run.Groups!.Select(group => group.Name));
        (GroupFigures good, GroupFigures bad, GroupFigures lost) = (run.Groups![0], run.Groups[1], run.Groups[2]);
        Assert.Equal([2, 1, 1], run.Groups.Select(group => group.Weight));
        Assert.Equal((20, 20, 0), (good.Requests.Sent, good.Requests.Completed, good.Requests.Failed));
        Assert.Equal((10, 10, 10), (bad.Requests.Sent, bad.Requests.Completed, bad.Requests.Failed));
        Assert.Equal((10, 0, 10), (lost.Requests.Sent, lost.Requests.Completed, lost.Requests.Failed));
        Assert.Equal(20, good.Status!["200"]);
        Assert.Equal(10, bad.Status!["404"]);
        Assert.Empty(lost.Status!);
        Assert.Null(good.Errors);
        ErrorFigures error = Assert.Single(lost.Errors!);
        Assert.Equal(("read", "ConnectionClosed", 10), (error.Kind, error.Code, error.Count));
        Assert.All(run.Groups, group => Assert.Equal(run.Series!.Count, group.Series!.Count));
        Assert.Equal(10, bad.Series!.Sum(point => point.Errors));
        Assert.Contains(good.Series!, point => point.Rate > 0 && point.Mean >= 0);
        Assert.All(lost.Series!, point => Assert.Null(point.Mean));

        // The figures of each are no warning; what went wrong is.
        Assert.DoesNotContain(run.Warnings, warning => warning.StartsWith("GET /", StringComparison.Ordinal));
        Assert.Contains(
            run.Warnings, warning => warning.StartsWith("status 404: 10 answers, ", StringComparison.Ordinal));
        Assert.StartsWith("HTTP/1.1 404 Not Found", run.StatusSamples!["404"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_is_used_up_ends_the_run_which_says_so()
    {
        ResultDocument run = await RunAsync(
            "rows",
            "id\n1\n2\n3\n4\n5\n",
            "--data", "rows", "--data-mode", "unique", "-p2", "-c2", "-d60s", "/cl?{{id}}");
        Assert.Equal(5, run.Requests.Completed);
        Assert.Contains(
            run.Warnings, warning => warning.EndsWith("all 5 rows of the data were used (--data-mode unique)"));
    }

    [Fact]
    public async Task W4_Data_that_the_warm_up_has_used_up_is_said_too()
    {
        ResultDocument run = await RunAsync(
            "rows",
            "id\n1\n2\n3\n4\n5\n",
            "--data", "rows", "--data-mode", "unique", "-c1", "-n5", "-w60s", "/cl?{{id}}");
        Assert.Equal(0, run.Requests.Completed);
        Assert.Contains(
            run.Warnings,
            warning => warning.EndsWith(
                "all 5 rows of the data were used, by the warm-up too (--data-mode unique)"));
    }

    [Fact]
    public async Task Expectations_are_checks_and_the_last_interval_has_its_connections()
    {
        ResultDocument run = await RunAsync(
            "unused", "", "-c2", "-n30", "--expect-status", "200", "--expect-body", "nowhere", "/cl");
        Assert.Equal(
            [("status 200", 30, 0), ("body nowhere", 0, 30)],
            run.Checks!.Select(check => (check.Name, check.Pass, check.Fail)));
        Assert.StartsWith("200 with ", run.Checks![1].Sample, StringComparison.Ordinal);
        Assert.Equal(2, run.Series![^1].Conns);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("lua54")]
    public async Task What_a_script_prints_leaves_stdout_to_the_document(string engine)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string script = Path.Combine(_folder, "print.lua");
        await File.WriteAllTextAsync(
            script, "print('one') io.write('two\\n') io.stdout:write('three\\n')\ndone = function() print('four') end");
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n5", "-T60s", "--lua", engine, "-s", script, "--json", "-",
            $"http://127.0.0.1:{server.Port}/cl");
        Assert.True(exitCode == 0, error);
        using JsonDocument document = JsonDocument.Parse(output);
        Assert.All(
            ["one\n", "two\n", "three\n", "four\n"],
            line => Assert.Contains(line, error, StringComparison.Ordinal));
    }

    private async Task<ResultDocument> RunAsync(string name, string text, params string[] options)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string file = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(file, text);
        string json = Path.Combine(_folder, "run.json");
        (int exitCode, _, string error) = await RunnerProcess.RunAsync(
            [
                "wrk", "-t1", "-T30s", "--json", json,
                .. options[..^1].Select(option => option == name ? file : option),
                $"http://127.0.0.1:{server.Port}{options[^1]}",
            ]);
        Assert.True(exitCode is 0 or 99, error);
        using FileStream stream = File.OpenRead(json);
        return ResultFile.Read(stream);
    }
}
