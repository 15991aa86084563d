using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml.Linq;
using FastHttp.Load.Results;
using LocustBridge.Tests.Support;
using Runner.Locust.Output;
using Runner.Tests.Conformance;
using Runner.Tests.Results;

namespace Runner.Tests.Locust;

/// <summary>What <c>runner locust --headless</c> leaves behind, against Locust's own table and the target.</summary>
public sealed class HeadlessResultTests : IDisposable
{
    // So that on a slow machine, too, every answer that the target gives is waited for.
    private static readonly string[] s_run =
    [
        "locust", "--headless", "-u3", "-r100", "-t2s", "-s60", "--threads=2", "--wait=constant:0.01", "--only-summary",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("runner-locust-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AllFormsOfOneRunSayTheSame()
    {
        await using CountingTarget target = new();
        await File.WriteAllTextAsync(At("txt"), "GET /a\nPOST /fail\n");
        (int code, string output, string error) = await RunnerProcess.RunAsync(
        [
            .. s_run, "--urls", At("txt"), "--json", "--result", At("json"), "--html", At("html"), "--hdr", At("hdr"),
            "--timeseries", At("ndjson"), "--junit", At("xml"), "--percentiles", "12.5,99", "--name", "both",
            "--threshold", "p99{/a}<1h", "--threshold", "errors{POST /fail}==0", "--header", "Cookie: secret",
            target.Url,
        ]);
        Assert.Equal(99, code);
        Assert.EndsWith(
            $"runner: pass: p99{{/a}}<1h ({Shown(error)})\nrunner: FAIL: errors{{POST /fail}}==0 "
            + $"({target.Count("POST /fail")})\n",
            error,
            StringComparison.Ordinal);

        string json = await File.ReadAllTextAsync(At("json"));
        ResultSchemaTests.AssertValid(json);
        ResultDocument document = Read(At("json"));
        Assert.Equal(("locust", 3, 2, 2.0), (
            document.Config.Mode, document.Config.Connections, document.Config.Threads, document.Config.DurationS));
        Assert.Equal((target.Total, 0, target.Count("POST /fail")), (
            document.Requests.Completed, document.Requests.InFlightAtEnd, document.Requests.Failed));
        Assert.Equal((3, 3), (document.Connections!.Opened, document.Connections.Peak));

        // The users have gone when the last interval is cut, but were there in it.
        Assert.Equal(3, document.Series![^1].Conns);
        Assert.Equal(target.Total, document.Latency.Count);
        Assert.Equal(["12.5", "99"], document.Latency.Percentiles!.Keys);
        Assert.DoesNotContain("secret", document.Run.Command, StringComparison.Ordinal);
        Assert.Equal("both", document.Run.Name);

        Assert.Equal(["GET /a", "POST /fail"], document.Groups!.Select(item => $"{item.Method} {item.Name}").Order());
        foreach (GroupFigures group in document.Groups!)
        {
            JsonElement row = RowOf(output, group.Name);
            Assert.Equal(target.Count($"{group.Method} {group.Name}"), group.Requests.Completed);
            Assert.Equal(row.GetProperty("num_requests").GetInt64(), group.Requests.Completed);
            Assert.Equal(row.GetProperty("num_failures").GetInt64(), group.Requests.Failed);
            Assert.Equal(group.Requests.Completed, group.Latency!.Count);
            Assert.Equal(group.Requests.Completed, group.Status![group.Name == "/a" ? "200" : "503"]);
            Assert.Equal(group.Requests.Failed, group.Series!.Sum(point => point.Errors));

            // Whole microseconds here, fractions of them there.
            double difference = row.GetProperty("max_response_time").GetDouble() - (group.Latency.Max!.Value / 1000.0);
            Assert.InRange(difference, -0.0001, 0.0011);
        }

        await OthersAgreeAsync(document);
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("stats_history")]
    public async Task ACsvFileThatCannotBeWrittenIsOneLineAndTheRestIsWhole(string full)
    {
        await using CountingTarget target = new();
        File.CreateSymbolicLink(Path.Combine(_folder, $"run_{full}.csv"), "/dev/full");
        (int code, string output, string error) = await RunnerProcess.RunAsync(
        [
            .. s_run, "--csv", Path.Combine(_folder, "run"), "--json", "--result", At("json"), target.Url + "/a",
        ]);
        Assert.True(code == 1, error);
        string line = Assert.Single(error.Split('\n'), item => item.Contains("No space", StringComparison.Ordinal));
        Assert.StartsWith("runner locust: --csv: the files could not be written (", line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Contains("Response time percentiles (approximated)", error, StringComparison.Ordinal);
        Assert.Equal(target.Total, RowOf(output, "/a").GetProperty("num_requests").GetInt32());
        Assert.Equal(target.Total, Read(At("json")).Requests.Completed);
        string whole = full == "stats" ? "run_stats_history.csv" : "run_stats.csv";
        Assert.Contains(
            $",{target.Total},0,", await File.ReadAllTextAsync(Path.Combine(_folder, whole)), StringComparison.Ordinal);
    }

    // The folder goes away in the middle of a run.
    [Fact]
    public void CsvFilesThatAreGoneDoNotEndTheReports()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "gone")).FullName;
        using LocustCsv csv = new(Path.Combine(folder, "run"), isFull: false);
        Assert.Null(csv.Failure);
        Directory.Delete(folder, recursive: true);
        csv.WriteExceptions([]);
        Assert.IsType<DirectoryNotFoundException>(csv.Failure);
        Assert.Throws<DirectoryNotFoundException>(() => new LocustCsv(Path.Combine(folder, "run"), isFull: false));
    }

    [Fact]
    public async Task TheDocumentIsReadByTheOtherCommands()
    {
        await using CountingTarget target = new();
        (int code, _, _) = await RunnerProcess.RunAsync([.. s_run, "--result", At("json"), target.Url + "/a"]);
        Assert.Equal(0, code);
        (code, _, _) = await RunnerProcess.RunAsync("report", At("json"), "-o", At("html"));
        Assert.Equal(0, code);
        Assert.Contains("3 users, 2 threads", await File.ReadAllTextAsync(At("html")), StringComparison.Ordinal);
        (code, string output, _) = await RunnerProcess.RunAsync("compare", At("json"), At("json"));
        Assert.Equal(0, code);
        Assert.Contains("error_rate", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a", 0, "--threshold", "errors==0")]
    [InlineData("/fail", 99, "--threshold", "status_503==0")]
    [InlineData("/fail", 99, "--threshold", "status_5xx{/fail}<100%")]
    [InlineData("/fail", 1, "--threshold", "requests>0")]
    [InlineData("/fail", 0, "--threshold", "requests>0", "--exit-code-on-error", "0")]
    [InlineData("/a", 99, "--threshold", "p99{/other}<1h")]
    [InlineData("/a", 99, "--expect-status", "404")]
    [InlineData("/a", 0, "--expect-body", "ok")]
    [InlineData("/a", 99, "--expect-body", "/^no/")]
    public async Task ThresholdsDecideBeforeFailures(string path, int expected, params string[] options)
    {
        await using CountingTarget target = new();
        (int code, _, string error) = await RunnerProcess.RunAsync([.. s_run, .. options, target.Url + path]);
        Assert.True(expected == code, error);
    }

    [Fact]
    public async Task AMissedThresholdEndsTheRunIfAsked()
    {
        await using CountingTarget target = new();
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-t1h", "--wait=constant:0.01", "--only-summary", "--result", At("json"),
            "--threshold", "errors==0", "--abort-on-fail", target.Url + "/fail");
        Assert.Equal(99, code);
        Assert.Contains("runner: ended early, since a threshold was missed", error, StringComparison.Ordinal);
        Assert.True(Read(At("json")).Run.Interrupted);
    }

    [Theory]
    [InlineData(130, true, "-t1h")]
    [InlineData(0, false)]
    public async Task APartOfARunDoesNotPassForTheWhole(int expected, bool isInterrupted, params string[] options)
    {
        await using CountingTarget target = new();
        using RunnerProcess runner = RunnerProcess.Start(
        [
            "locust", "--headless", "--wait=constant:0.01", "--only-summary", "--threshold", "requests>0", "-s60",
            "--progress", "1s", "--result", At("json"), .. options, target.Url + "/a",
        ]);

        // A first interval may have no answer yet, and no connection.
        string? line;
        do
        {
            line = await runner.Error.ReadLineAsync();
        }
        while (line is not null
            && (!line.StartsWith("runner: ", StringComparison.Ordinal)
                || line.Contains("  p50 - ", StringComparison.Ordinal)));

        Assert.Matches("^runner: .* req/s  p50 .*  conn 1", line);
        runner.Signal("INT");
        Assert.Equal(expected, (await runner.EndAsync()).ExitCode);
        Assert.Equal(isInterrupted, Read(At("json")).Run.Interrupted);
        Assert.Equal(target.Total, Read(At("json")).Requests.Completed);
    }

    [Fact]
    public async Task ClassesAreOneRun()
    {
        await using CountingTarget target = new();
        (int code, _, string error) = await RunnerProcess.RunAsync(
        [
            .. s_run, "--user-class", "Web=" + WorkerTests.Script("web.lua"),
            "--user-class", "Api=" + WorkerTests.Script("answer.lua"), "--result", At("json"), target.Url,
        ]);
        Assert.True(code == 0, error);
        ResultDocument document = Read(At("json"));
        Assert.Equal(target.Total, document.Requests.Completed);
        Assert.Equal(
            ["/saw/none", "/saw/ok", "/web/[id]"],
            document.Groups!.Select(group => group.Name).Order(StringComparer.Ordinal));
        Assert.Equal(target.Total, document.Groups!.Sum(group => group.Requests.Completed));
        Assert.Equal((3, 0), (document.Config.Connections, document.Requests.Failed));
        Assert.EndsWith("answer.lua", document.Config.Script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsGivenUpIsInFlight()
    {
        await using CountingTarget target = new();
        (_, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-t1", "--only-summary", "--result", At("json"), target.Url + "/slow");
        RequestFigures requests = Read(At("json")).Requests;
        Assert.Equal((0, requests.Sent), (requests.Failed, requests.Completed + requests.InFlightAtEnd));
        Assert.Equal(requests.InFlightAtEnd > 0, error.Contains("without an answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutATargetEveryFailureIsCounted()
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(
            [.. s_run, "--json", "--result", At("json"), "--threshold", "error_rate<1%", "http://127.0.0.1:1/a"]);
        Assert.Equal(99, code);
        Assert.Contains("runner: FAIL: error_rate<1% (100%)", error, StringComparison.Ordinal);
        ResultDocument document = Read(At("json"));
        long failed = RowOf(output, "/a").GetProperty("num_failures").GetInt64();
        GroupFigures group = Assert.Single(document.Groups!);
        Assert.Equal((failed, failed, 0), (
            document.Requests.Failed, group.Requests.Failed, document.Requests.Completed));
        Assert.Equal(("ConnectRefused", failed), (Assert.Single(group.Errors!).Code, group.Errors![0].Count));
        Assert.Equal("ConnectRefused", Assert.Single(document.Errors).Code);
        Assert.Equal(0.0, document.SuccessRate);
    }

    [Fact]
    public async Task ResettingMeasuresFromWhenAllUsersRun()
    {
        await using CountingTarget target = new();
        (int code, _, _) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-u2", "-r0.25", "-t8", "-s60", "--only-summary", "--reset-stats",
            "--wait=constant:0.05", "--result", At("json"), target.Url + "/a");
        Assert.Equal(0, code);
        ResultDocument document = Read(At("json"));
        Assert.InRange(document.Requests.Completed, 1, target.Total - 1);
        Assert.Equal(document.Requests.Completed, Assert.Single(document.Groups!).Requests.Completed);
        Assert.Equal(document.Requests.Completed, document.Heatmap!.Counts.Sum(row => row.Sum()));
        Assert.Equal((2, 2), (document.Config.Connections, document.Connections!.Peak));
    }

    [Fact]
    public async Task FiguresAreScrapedAndPushedWhileTheRunGoesOn()
    {
        await using CountingTarget target = new();
        await using ScriptedServer collector = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.Start(
            [
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", $"http://127.0.0.1:{collector.Port}/cl"),
            ],
            "locust", "--headless", "--wait=constant:0.01", "--only-summary", "--otel",
            "--prometheus-addr", "127.0.0.1:0", target.Url + "/a");
        string line = (await runner.Error.ReadLineAsync())!;
        Assert.Matches("^runner: figures at http://127.0.0.1:[0-9]+/metrics$", line);
        using HttpClient client = new();
        Uri address = new(line[line.IndexOf("http", StringComparison.Ordinal)..]);
        string page = "";
        await Eventually.True(
            async () =>
            {
                page = await client.GetStringAsync(address);
                return page.Contains("{code=\"200\"}", StringComparison.Ordinal);
            },
            "an interval with an answer has ended");
        runner.Signal("INT");
        Assert.Equal(0, (await runner.EndAsync()).ExitCode);
        Assert.Matches("(?m)^runner_responses_total\\{code=\"200\"\\} [1-9][0-9]*$", page);
        Assert.Contains("runner.requests.completed", string.Concat(collector.Requests), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--abort-on-fail needs --headless", "--abort-on-fail", "--threshold", "errors==0")]
    [InlineData("--threshold 'p99': expected a metric", "--threshold", "p99")]
    [InlineData("'fast' for --percentiles (expected percentages", "--percentiles", "fast")]
    [InlineData("'1ms' for --progress (expected a time of at least 1s", "--progress", "1ms")]
    [InlineData("stdout can take one result only", "--headless", "--json", "--result", "-")]
    [InlineData("stdout can take one result only", "--headless", "--html", "-", "--result", "-")]
    [InlineData("--result: '/nowhere/x' cannot be written", "--headless", "--result", "/nowhere/x")]
    [InlineData("--prometheus-addr: 'x' is not an address", "--headless", "--prometheus-addr", "x")]
    public async Task WhatCannotBeHadIsRefusedBeforeTheRun(string expected, params string[] options)
    {
        await using CountingTarget target = new();
        (int code, string output, string error) = await RunnerProcess.RunAsync(["locust", .. options, target.Url]);
        Assert.Equal((1, "", 0), (code, output, target.Total));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.AsSpan().Count('\n'));
    }

    internal static ResultDocument Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return ResultFile.Read(file);
    }

    private async Task OthersAgreeAsync(ResultDocument document)
    {
        long completed = document.Requests.Completed;
        Assert.Equal(completed, document.Heatmap!.Counts.Sum(row => row.Sum()));
        Assert.Equal(document.Requests.Failed, document.Series!.Sum(point => point.Errors));
        JsonElement[] points = [.. File.ReadLines(At("ndjson")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(document.Requests.Failed, points.Sum(point => point.GetProperty("errors").GetInt64()));

        string page = await File.ReadAllTextAsync(At("html"));
        Assert.Contains("id=\"table-requests\"", page, StringComparison.Ordinal);
        Assert.Contains("1 of 2 thresholds missed", page, StringComparison.Ordinal);
        Assert.All(document.Groups!, group => Assert.Contains($"data-sort=\"{group.Name}\"", page));
        string hdr = await File.ReadAllTextAsync(At("hdr"));
        Assert.Contains($"Total count    = {completed,12}]", hdr, StringComparison.Ordinal);
        XElement suite = XDocument.Load(At("xml")).Root!.Element("testsuite")!;
        Assert.Equal(("both", "2", "1"), (
            suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
    }

    // A latency as the verdict shows it, whose value does not matter here.
    private static string Shown(string error)
    {
        int begin = error.IndexOf("<1h (", StringComparison.Ordinal) + "<1h (".Length;
        return error[begin..error.IndexOf(')', begin)];
    }

    private static JsonElement RowOf(string json, string name) => JsonDocument.Parse(json).RootElement.EnumerateArray()
        .Single(row => row.GetProperty("name").GetString() == name);

    private string At(string extension) => Path.Combine(_folder, "run." + extension);
}
