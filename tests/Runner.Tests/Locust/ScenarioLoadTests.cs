using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using LocustBridge.Tests.Support;
using Runner.Tests.Scenarios;

namespace Runner.Tests.Locust;

/// <summary>A scenario's users as Locust's: alone, and under a real master.</summary>
public sealed class ScenarioLoadTests(SharedMaster shared) : IClassFixture<SharedMaster>
{
    private const string Text = """
        function setup(u) return u:get("/setup").status end
        function user(u, status)
          local r = u:get("/a?page=" .. u:random(9), { name = "page" })
          check(r, "found", r.status == status)
          u:think(0.005)
          u:post("/b", "x")
        end
        """;

    [Fact]
    public async Task Headless_has_its_rows_iterations_and_checks()
    {
        await using CountingTarget target = new();
        using ScenarioUnderTest scenario = new(Text);
        string result = scenario.Add("result.json", "");
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-u3", "-r100", "-t2s", "-s60", "--threads=2", "--only-summary",
            "-f", scenario.Path,
            "--result", result, "--threshold", "checks>99%", target.Url);
        Assert.True(code == 0, error);
        using FileStream file = File.OpenRead(result);
        ResultDocument run = ResultFile.Read(file);
        Assert.Equal(
            ["GET page", "POST /b"], run.Groups!.Select(group => $"{group.Method} {group.Name}").Order());
        Assert.Equal(1, target.Count("GET /setup"));
        Assert.Equal(target.Total - 1, run.Requests.Completed);
        Assert.Equal(target.Count("POST /b"), run.Groups!.Single(group => group.Name == "/b").Requests.Completed);
        Assert.Equal(0, Assert.Single(run.Checks!).Fail);
        Assert.True(run.Iterations!.Completed > 0);
        Assert.True(run.Iterations.Completed <= target.Count("POST /b"));
    }

    [Fact]
    public async Task A_missed_threshold_on_checks_ends_a_run_early()
    {
        await using CountingTarget target = new();
        using ScenarioUnderTest scenario = new(Text.Replace("== status", "== 0", StringComparison.Ordinal));
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-u3", "-r100", "-t1h", "-s60", "--only-summary", "-f", scenario.Path,
            "--threshold", "checks>99%", "--abort-on-fail", target.Url);
        Assert.Equal(99, code);
        Assert.EndsWith(
            "runner: ended early, since a threshold was missed (--abort-on-fail)\nrunner: FAIL: checks>99% (0%)\n",
            error,
            StringComparison.Ordinal);
    }

    // As Locust's own users that throw: the exit code, the log and the file of exceptions know it.
    [Fact]
    public async Task Errors_of_the_script_are_told_once_a_kind_and_end_with_a_failure()
    {
        await using CountingTarget target = new();
        using ScenarioUnderTest scenario = new("""
            function user(u)
              u:get("/a")
              error("at " .. u:random())
            end
            """);
        string prefix = scenario.Add("run", "");
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-u3", "-r100", "-t2s", "-s60", "--threads=2", "--only-summary",
            "-f", scenario.Path, "--csv", prefix, target.Url);
        Assert.Equal(1, code);
        string[] lines = [.. error.Split('\n').Where(line => line.Contains("x.lua:3: at ", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        Assert.Matches("x\\.lua:3: at [0-9.e-]+: [0-9]+ iterations failed with this error$", lines[1]);
        string[] exceptions = await File.ReadAllLinesAsync(prefix + "_exceptions.csv");
        Assert.Contains("x.lua:3: at ", Assert.Single(exceptions.Skip(1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check(nil, \"fine\", true)", 0)]
    [InlineData("error(\"broken\")", 1)]
    public async Task One_turn_is_run_to_its_end(string last, int expected)
    {
        await using CountingTarget target = new();
        using ScenarioUnderTest scenario = new($$"""
            function user(u)
              u:get("/a")
              u:post("/b", "x")
              {{last}}
            end
            """);
        (int code, string output, string error) = await RunnerProcess.RunAsync(
            "locust", "--run-tasks", "default", "-f", scenario.Path, target.Url);
        Assert.True(code == expected, output + error);
        Assert.Equal((1, 1), (target.Count("GET /a"), target.Count("POST /b")));
        Assert.Equal(
            ["default: GET /a: ok", "default: POST /b: ok"],
            output.TrimEnd('\n').Split('\n')
                .Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]).Order());
        Assert.Equal(expected == 1, error.Contains("x.lua:4: broken", StringComparison.Ordinal));
    }

    // Nothing listens: it is the login that fails, and nothing else was to be sent.
    [Fact]
    public async Task A_connection_that_cannot_be_made_fails_what_was_to_be_sent()
    {
        // Bound but not listening, so that no other process can come to listen there.
        using Socket taken = new(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using ScenarioUnderTest scenario = new("""
            function user(u)
              local r = u:post("/login?x=1", { name = "login", body = "x" })
              if r.status ~= 200 then u:think(0.01) return end
              u:get("/a")
            end
            """);
        string result = scenario.Add("result.json", "");

        // Long enough for a first login on a machine that has other work to do: nothing counts what is refused.
        (int code, _, string error) = await RunnerProcess.RunAsync(
            "locust", "--headless", "-u2", "-r100", "-t5s", "--only-summary", "-f", scenario.Path,
            "--result", result, $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndPoint!).Port}/");
        Assert.True(code == 1, error);
        using FileStream file = File.OpenRead(result);
        ResultDocument run = ResultFile.Read(file);
        GroupFigures login = Assert.Single(run.Groups!);
        Assert.Equal(("POST", "login", 0L), (login.Method, login.Name, login.Requests.Completed));
        Assert.Contains("POST login: connection refused", error.Replace("  ", " "), StringComparison.Ordinal);
        Assert.DoesNotContain("GET /", error, StringComparison.Ordinal);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task A_masters_page_has_the_errors_of_the_script()
    {
        await using CountingTarget target = new();
        using ScenarioUnderTest scenario = new("""
            function user(u)
              u:get("/a")
              error("broken")
            end
            """);
        await using LocustRunner runner = LocustRunner.Start(shared.Master, "-f", scenario.Path, target.Url);
        await runner.IsReadyAsync();
        await shared.Master.SwarmAsync(1, 100);
        string page = "";
        await Eventually.True(
            async () =>
            {
                page = await shared.Master.GetAsync("/exceptions/csv");
                return page.Contains("x.lua:3: broken", StringComparison.Ordinal);
            },
            () => $"the script's error, not {page}");
        await shared.Master.GetAsync("/stop");
        runner.Signal("TERM");
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task Under_a_master_the_table_has_its_names_and_counts()
    {
        await using CountingTarget target = new();
        using ScenarioUnderTest scenario = new(Text);
        await using LocustRunner runner = LocustRunner.Start(shared.Master, "-f", scenario.Path, target.Url);
        await runner.IsReadyAsync();
        await shared.Master.SwarmAsync(4, 100);
        await Eventually.True(() => target.Count("POST /b") >= 50, "load");
        await shared.Master.GetAsync("/stop");
        string table = "";
        await Eventually.True(
            async () =>
            {
                table = await shared.Master.GetAsync("/stats/requests/csv");
                int pages = target.Total - target.Count("GET /setup") - target.Count("POST /b");
                return table.Contains($"GET,page,{pages},0,", StringComparison.Ordinal)
                    && table.Contains($"POST,/b,{target.Count("POST /b")},0,", StringComparison.Ordinal);
            },
            () => $"rows as the target has them, not {table}");
        runner.Signal("TERM");
    }
}
