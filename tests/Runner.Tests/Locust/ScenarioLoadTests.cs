using System;
using System.IO;
using System.Linq;
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
