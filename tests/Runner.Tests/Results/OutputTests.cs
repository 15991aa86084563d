using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using System.Xml.Linq;
using FastHttp.Load.Results;
using Runner.Options;
using Runner.Outputs;
using Runner.Tests.Conformance;

namespace Runner.Tests.Results;

// The forms in which a run leaves its results, against each other.
public sealed class OutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-outputs").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task All_forms_of_one_run_say_the_same()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        string url = $"http://127.0.0.1:{server.Port}/404";
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c2", "-n40", "-T60s", "--json", At("json"), "--csv", At("csv"), "--hdr", At("hdr"),
            "--timeseries", At("ndjson"), "--junit", At("xml"), "-o", At("txt"), "--percentiles", "12.5,99", url);
        Assert.True(exitCode == 0, error);
        Assert.Equal("", output);
        using FileStream file = File.OpenRead(At("json"));
        ResultDocument document = ResultFile.Read(file);
        long completed = document.Requests.Completed;
        Assert.Equal(40, completed);

        string report = await File.ReadAllTextAsync(At("txt"));
        Assert.StartsWith($"Running 40 requests test @ {url}\n", report, StringComparison.Ordinal);
        Assert.Contains($"  {completed} requests in ", report, StringComparison.Ordinal);
        Assert.Matches("(?m)^   12.5%", report);
        Assert.Equal(["12.5", "99"], document.Latency.Percentiles!.Keys);

        string[] rows = (await File.ReadAllTextAsync(At("csv"))).TrimEnd().Split("\r\n");
        Assert.Equal(2, rows.Length);
        Assert.StartsWith("name,method,sent,completed,failed,", rows[0], StringComparison.Ordinal);
        Assert.StartsWith("Aggregated,,40,40,40,", rows[1], StringComparison.Ordinal);

        string hdr = await File.ReadAllTextAsync(At("hdr"));
        Assert.Contains($"Total count    = {document.Latency.Count,12}]", hdr, StringComparison.Ordinal);
        Assert.EndsWith($"#[V2 = {document.Latency.Histogram}]\n", hdr, StringComparison.Ordinal);

        JsonElement[] points = [.. File.ReadLines(At("ndjson")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(
            document.Series!.Sum(point => point.Errors), points.Sum(point => point.GetProperty("errors").GetInt64()));
        Assert.Equal(completed, document.Heatmap!.Counts.Sum(row => row.Sum()));

        XElement suite = XDocument.Load(At("xml")).Root!.Element("testsuite")!;
        Assert.Equal((url, "0"), (suite.Attribute("name")!.Value, suite.Attribute("tests")!.Value));
    }

    [Fact]
    public void W23_Every_threshold_and_check_is_a_test_case_once()
    {
        ResultDocument document = SampleDocument.Make() with
        {
            Thresholds =
            [
                new ThresholdVerdict { Expr = "p99<250ms", Actual = 12.5, Ok = true },
                new ThresholdVerdict { Expr = "rps>\"1k\"", Actual = 999, Ok = false },
                new ThresholdVerdict
                {
                    Expr = "error_rate<1%",
                    Actual = 0.11647254575707154,
                    Unit = "share",
                    Measured = "11.6473%",
                    Ok = false,
                },
                new ThresholdVerdict
                {
                    Expr = "unexpected==0 with --expect-status 2xx",
                    Actual = 1,
                    Implied = true,
                    Ok = false,
                },
            ],
            Checks = [new CheckFigures { Name = "status 2xx\u0001", Pass = 9, Fail = 1 }],
        };
        XElement suite = WriteJUnit(document);
        Assert.Equal(("4", "3"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        Assert.Equal(
            [
                ("p99<250ms", null), ("rps>\"1k\"", "rps>\"1k\" was missed: it was 999"),
                ("error_rate<1%", "error_rate<1% was missed: it was 11.6473%"),
                ("status 2xx\uFFFD", "'status 2xx\uFFFD' did not hold for 1 of 10"),
            ],
            suite.Elements("testcase").Select(item =>
                (item.Attribute("name")!.Value, item.Element("failure")?.Attribute("message")!.Value)));
    }

    // A case fails where the exit code says so.
    [Theory]
    [InlineData("checks>90%", true, "")]
    [InlineData("checks>99%", false, "checks>99%, a, b")]
    [InlineData("checks{b}>99%", false, "checks{b}>99%, b")]
    [InlineData("p99<1ms", false, "p99<1ms")]
    [InlineData(null, true, "")]
    public void A_check_fails_by_a_threshold_that_is_about_it(string? expr, bool isOk, string failed)
    {
        XElement suite = WriteJUnit(SampleDocument.Make() with
        {
            Thresholds = expr is null ? null : [new ThresholdVerdict { Expr = expr, Ok = isOk }],
            Checks =
            [
                new CheckFigures { Name = "a", Pass = 6217, Fail = 360, Sample = "GET /a: 500" },
                new CheckFigures { Name = "b", Pass = 1, Fail = 1 },
                new CheckFigures { Name = "c", Pass = 1, Fail = 0 },
            ],
            Iterations = null,
        });
        Assert.Equal(
            failed,
            string.Join(", ", suite.Elements("testcase").Where(item => item.Element("failure") is not null)
                .Select(item => item.Attribute("name")!.Value)));
        XElement check = suite.Elements("testcase").First(item => item.Attribute("name")!.Value == "a");
        Assert.Equal(
            "'a' did not hold for 360 of 6577, such as GET /a: 500",
            check.Element("failure")?.Attribute("message")!.Value ?? check.Element("system-out")!.Value);
    }

    [Theory]
    [InlineData(0, 12, "failure", "no iteration came to its end: 12 failed, such as x.lua:2: broken")]
    [InlineData(9, 3, "system-out", "3 of 12 iterations failed, such as x.lua:2: broken")]
    [InlineData(9, 0, null, "")]
    public void Iterations_are_a_test_case(long completed, long failed, string? element, string text)
    {
        XElement suite = WriteJUnit(SampleDocument.Make() with
        {
            Thresholds = null,
            Checks = null,
            Iterations = new IterationFigures { Completed = completed, Failed = failed },
            Errors =
            [
                new ErrorFigures { Kind = "script", Code = "Script", Message = "x.lua:2: broken", Count = failed },
            ],
        });
        XElement iterations = Assert.Single(suite.Elements("testcase"));
        Assert.Equal("iterations", iterations.Attribute("name")!.Value);
        XElement? note = iterations.Elements().SingleOrDefault();
        Assert.Equal((element, text), (note?.Name.LocalName, note?.Attribute("message")?.Value ?? note?.Value ?? ""));
        Assert.Equal(element == "failure" ? "1" : "0", suite.Attribute("failures")!.Value);
        Assert.EndsWith("</testsuites>\n", File.ReadAllText(At("xml")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quiet", "^$")]
    [InlineData("csv", "^name,[^\n]*\r\nAggregated,,3,3,3,[^\n]*\r\n$")]
    [InlineData("json", "^\\{\n  \"schema\": \"runner/1\",")]
    [InlineData("text", "^Running 3 requests test @ [^\n]*\n")]
    public async Task The_report_has_other_formats(string format, string expected)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c1", "-n3", "-T60s", "--format", format, $"http://127.0.0.1:{server.Port}/404");
        Assert.True(exitCode == 0, error);
        Assert.Matches(expected, output);
    }

    [Fact]
    public async Task The_full_summary_has_what_wrk_leaves_out()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (_, string output, _) = await RunnerProcess.RunAsync(
            "wrk", "-t1", "-c2", "-n20", "-T60s", "--summary", "full", $"http://127.0.0.1:{server.Port}/404");
        foreach (string line in (string[])
            [
                "success       0.000%", "requests      20 sent, 20 answered, 20 failed, ", "status        404: 20",
                "connections   2 opened, at most 2 at once, 0 again, 90% of the requests reused one", "p99.99 ",
                "connect       p50 ", "generator     ",
            ])
        {
            Assert.Contains("  " + line, output, StringComparison.Ordinal);
        }

        Assert.StartsWith("Running 20 requests test @ http://", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Requests/sec:", output, StringComparison.Ordinal);

        // U4: the verdict in words, and a histogram, whose largest row is whole on any machine.
        Assert.Contains("  verdict       20 requests failed\n", output, StringComparison.Ordinal);
        Assert.Matches("(?m)^  histogram +up to$", output);
        Assert.Contains(new string('█', 36), output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_results_cannot_share_stdout()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-n1", "--json", "-", "--csv", "-", $"http://127.0.0.1:{server.Port}/404");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal("runner: --csv: stdout can take one result only. Give the others a file\n", error);
    }

    [Theory]
    [InlineData(":0", "^http://127\\.0\\.0\\.1:[0-9]+/metrics$")]
    [InlineData("localhost:0", "^http://127\\.0\\.0\\.1:[0-9]+/metrics$")]
    [InlineData("*:0", "^http://0\\.0\\.0\\.0:[0-9]+/metrics$")]
    public void Prometheus_listens_where_people_write(string address, string url)
    {
        (PrometheusOutput? output, string? refusal) = PrometheusOutput.Open(address);
        using (output)
        {
            Assert.Null(refusal);
            Assert.Matches(url, output!.Url);
        }

        Assert.StartsWith("'name:1' is not an address", PrometheusOutput.Open("name:1").Refusal);
    }

    [Fact]
    public async Task A_run_that_does_not_take_place_leaves_earlier_results_alone()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        await File.WriteAllTextAsync(At("lua"), "x(");
        string[] paths = [At("json"), At("html"), At("ndjson"), At("txt")];
        foreach (string path in paths)
        {
            await File.WriteAllTextAsync(path, "earlier");
        }

        foreach (string[] fault in (string[][])[["-s", At("lua")], ["--csv", At("no/such.csv")]])
        {
            (int exitCode, _, string error) = await RunnerProcess.RunAsync(
                [
                    "wrk", "-t1", "-c1", "-n1", "--json", paths[0], "--html", paths[1], "--timeseries", paths[2],
                    "-o", paths[3], .. fault, $"http://127.0.0.1:{server.Port}/404",
                ]);
            Assert.True(exitCode == 1, error);
            Assert.All(paths, path => Assert.Equal("earlier", File.ReadAllText(path)));
        }
    }

    [Fact]
    public void Earlier_results_give_way_when_a_run_begins()
    {
        string earlier = new('x', 1_000_000);
        File.WriteAllText(At("json"), earlier);
        File.WriteAllText(At("txt"), earlier);
        ResultOutputs outputs = ResultOutputs.Open(
            OutputOptions.Default with { JsonPath = At("json"), ReportPath = At("txt") }).Outputs!;
        Assert.Equal((earlier, earlier), (File.ReadAllText(At("json")), File.ReadAllText(At("txt"))));
        outputs.Begin(1);
        outputs.Report.Write("report");
        Assert.True(outputs.Write(SampleDocument.Make, TextWriter.Null));
        outputs.Dispose();
        Assert.Equal("report", File.ReadAllText(At("txt")));
        using FileStream file = File.OpenRead(At("json"));
        Assert.Equal(ResultDocument.CurrentSchema, ResultFile.Read(file).Schema);
    }

    [Fact]
    public async Task Prometheus_can_look_while_the_run_goes_on()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.Start(
            "wrk", "-t1", "-c1", "-d60s", "--prometheus-addr", "127.0.0.1:0", $"http://127.0.0.1:{server.Port}/404");
        string line = (await runner.Error.ReadLineAsync())!;
        Assert.Matches("^runner: figures at http://127.0.0.1:[0-9]+/metrics$", line);
        using HttpClient client = new();
        Uri address = new(line[line.IndexOf("http", StringComparison.Ordinal)..]);
        string[] wanted =
        [
            "(?m)^# TYPE runner_requests_completed_total counter$",
            "(?m)^runner_responses_total\\{code=\"404\"\\} [1-9][0-9]*$",
            "(?m)^runner_latency_seconds\\{quantile=\"0.99\"\\} [0-9.E-]+$",
            "(?m)^runner_duration_seconds_bucket\\{le=\"0.25\"\\} [0-9]+$",
            "(?m)^runner_duration_seconds_bucket\\{le=\"\\+Inf\"\\} [1-9][0-9]*$",
        ];

        // A page is there before the first answer.
        string page = await client.GetStringAsync(address);
        for (int round = 0; round < 600 && !wanted.All(pattern => Regex.IsMatch(page, pattern)); round++)
        {
            await Task.Delay(50);
            page = await client.GetStringAsync(address);
        }

        runner.Signal("INT");
        Assert.Equal(0, (await runner.EndAsync()).ExitCode);
        Assert.All(wanted, pattern => Assert.Matches(pattern, page));
        const string label = "[a-z]+=\"[^\"]*\"";
        Assert.All(
            page.TrimEnd('\n').Split('\n'),
            text => Assert.Matches($"^(# (HELP|TYPE) |runner_[a-z_]+(\\{{{label}(,{label})*\\}})? [0-9])", text));
    }

    [Fact]
    public async Task Figures_are_pushed_to_an_open_telemetry_collector()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        await using ScriptedServer collector = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.Start(
            [
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", $"http://127.0.0.1:{collector.Port}/cl"),
            ],
            "wrk", "-t1", "-c1", "-n20", "-T60s", "--otel", $"http://127.0.0.1:{server.Port}/404");
        (int exitCode, _, string error) = await runner.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("--otel", error, StringComparison.Ordinal);
        string sent = string.Concat(collector.Requests);
        Assert.Contains("POST /cl ", sent, StringComparison.Ordinal);
        Assert.Contains("runner.requests.completed", sent, StringComparison.Ordinal);
        Assert.Contains("http.response.status_code", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void U7_A_collector_of_the_other_protocol_is_named()
    {
        string grpc = OtelOutput.Refusal(name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? "http://c:4318" : null);
        Assert.Contains("http://c:4318 did not take the figures over gRPC", grpc, StringComparison.Ordinal);
        Assert.Contains("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", grpc, StringComparison.Ordinal);
        string http = OtelOutput.Refusal(name => name == "OTEL_EXPORTER_OTLP_PROTOCOL" ? "http/protobuf" : null);
        Assert.Contains("OTEL_EXPORTER_OTLP_PROTOCOL=grpc", http, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U7_A_collector_that_speaks_http_does_not_take_grpc()
    {
        await using ScriptedServer server = ScriptedServer.Start();
        await using ScriptedServer collector = ScriptedServer.Start();
        using RunnerProcess runner = RunnerProcess.Start(
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{collector.Port}"),
                ("OTEL_EXPORTER_OTLP_TIMEOUT", "500"),
            ],
            "wrk", "-t1", "-c1", "-n20", "--otel", $"http://127.0.0.1:{server.Port}/404");
        (int exitCode, _, string error) = await runner.EndAsync();
        Assert.Equal(1, exitCode);
        Assert.Contains("set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", error, StringComparison.Ordinal);
    }

    [Fact]
    public void U7_Histograms_of_several_machines_add_up()
    {
        LiveFigures one = Figures(new(40, 1), new(900, 2), new(30_000_000, 4));
        LiveFigures other = Figures(new(950, 8), new(5_000, 16));
        (string Bound, long Count)[] sum =
        [
            .. LatencySteps.Of(one).Zip(LatencySteps.Of(other), (a, b) => (a.Bound, a.Count + b.Count)),
        ];
        Assert.Equal(1, sum[0].Count);
        Assert.Equal(11, sum.Single(step => step.Bound == "0.001").Count);
        Assert.Equal(27, sum.Single(step => step.Bound == "0.005").Count);
        Assert.Equal(("+Inf", 31L), sum[^1]);
        string page = PrometheusPage.Render(one);
        Assert.Contains("# TYPE runner_duration_seconds histogram\n", page, StringComparison.Ordinal);
        Assert.Contains("runner_duration_seconds_bucket{le=\"0.001\"} 3\n", page, StringComparison.Ordinal);
        Assert.Contains("runner_duration_seconds_count 7\n", page, StringComparison.Ordinal);
    }

    private static LiveFigures Figures(params LatencyCount[] counts) => new()
    {
        Elapsed = TimeSpan.FromSeconds(1),
        CompletedNow = 0,
        Requests = new RequestFigures { Completed = counts.Sum(item => item.Count) },
        Rate = new RateFigures(),
        Bytes = new ByteFigures { In = 0 },
        Latency = new LatencyFigures { Count = counts.Sum(item => item.Count) },
        LatencyCounts = counts,
        Status = new Dictionary<string, long>(),
        Errors = [],
        Series = [],
    };

    private XElement WriteJUnit(ResultDocument document)
    {
        (OutputFile? file, _) = OutputFile.Open(At("xml"));
        using (JUnitOutput junit = new(file!))
        {
            junit.Write(document);
        }

        return XDocument.Load(At("xml")).Root!.Element("testsuite")!;
    }

    private string At(string extension) => Path.Combine(_folder, "run." + extension);
}
