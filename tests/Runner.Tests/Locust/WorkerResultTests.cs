using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using LocustBridge.Tests.Support;

namespace Runner.Tests.Locust;

/// <summary>What a worker of a real master leaves behind: a result for each test, from its start to its stop.</summary>
public sealed class WorkerResultTests(SharedMaster shared) : IClassFixture<SharedMaster>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runner-locust-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task EachTestOfTheMasterIsAResult()
    {
        await using CountingTarget target = new();
        await using LocustRunner runner = LocustRunner.Start(
            shared.Master, "--wait=constant:0.005", "--result", At("run.json"), "--html", At("run.html"),
            "--threshold", "errors==0", target.Url + "/a");
        await runner.IsReadyAsync();
        await RunAsync(target, runner, "run.json", users: 4);
        await RunAsync(target, runner, "run-2.json", users: 2);
        Assert.True(File.Exists(At("run-2.html")));
        Assert.NotEqual(Result("run.json").Run.Id, Result("run-2.json").Run.Id);
        runner.Signal("TERM");
        Assert.Equal(0, await runner.ExitAsync());
        await HasLeftAsync();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task AWorkerThatLeavesEndsItsResultAndJudgesIt()
    {
        await using CountingTarget target = new();
        await using LocustRunner runner = LocustRunner.Start(
            shared.Master, "--wait=constant:0.005", "--result", At("run.json"),
            "--threshold", "errors{/fail}==0", target.Url + "/fail");
        await runner.IsReadyAsync();
        await shared.Master.SwarmAsync(2, 100);
        await Eventually.True(() => target.Total >= 50, "load");
        runner.Signal("TERM");
        Assert.Equal(130, await runner.ExitAsync());
        await runner.SaysAsync("runner: FAIL: errors{/fail}==0");
        ResultDocument document = Result("run.json");
        Assert.Equal((true, document.Requests.Completed), (document.Run.Interrupted, document.Requests.Failed));
        Assert.InRange(document.Requests.Completed, 1, target.Total);
        await shared.Master.GetAsync("/stop");
        await HasLeftAsync();
    }

    // As masters since 2.29 do by themselves.
    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task AMasterThatSaysThatAllUsersRunHasTheResultBeginAnew()
    {
        const string File =
            """
            from locust import User, task, events
            class Dummy(User):
                @task
                def t(self): pass
            @events.init.add_listener
            def route(environment, **kwargs):
                @environment.web_ui.app.route("/all-run")
                def say():
                    environment.runner.send_message("spawning_complete", {"user_count": 2})
                    return "said"
            """;
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartAsync(File, null, "--reset-stats");
        await using LocustRunner runner = LocustRunner.Start(
            master, "--wait=constant:0.005", "--result", At("run.json"), target.Url + "/a");
        await runner.IsReadyAsync();
        await master.SwarmAsync(2, 100);
        await master.WaitForUsersAsync(2);
        await Eventually.True(() => target.Total >= 50, "load");
        int before = target.Total;
        await master.GetAsync("/all-run");
        await runner.SaysAsync("Resetting stats");
        int after = target.Total;
        await Eventually.True(() => target.Total >= after + 50, "load again");
        await master.GetAsync("/stop");
        await Eventually.True(() => IsWhole(At("run.json")), () => $"the result; the worker said:\n{runner.Log}");
        ResultDocument document = Result("run.json");
        Assert.InRange(document.Requests.Completed, 1, target.Total - before);
        Assert.Equal(document.Requests.Completed, Assert.Single(document.Groups!).Requests.Completed);
        Assert.Equal((2, 2), (document.Config.Connections, document.Connections!.Peak));
    }

    private async Task RunAsync(CountingTarget target, LocustRunner runner, string file, int users)
    {
        target.Reset();
        await shared.Master.SwarmAsync(users, 100);
        await Eventually.True(() => target.Total >= 200, "load");
        await shared.Master.GetAsync("/stop");
        await Eventually.True(
            () => File.Exists(At(file)) && IsWhole(At(file)), () => $"the result; the worker said:\n{runner.Log}");
        ResultDocument document = Result(file);
        long completed = document.Requests.Completed;
        Assert.InRange(target.Total, completed, completed + document.Requests.InFlightAtEnd!.Value);
        Assert.Equal(("locust", users, false, 0), (
            document.Config.Mode, document.Config.Connections, document.Run.Interrupted, document.Requests.Failed));
        Assert.Null(document.Config.DurationS);
        GroupFigures group = Assert.Single(document.Groups!);
        Assert.Equal(("/a", document.Requests.Completed), (group.Name, group.Requests.Completed));
        await Eventually.True(
            async () => (await shared.Master.RowAsync("/a"))?["Request Count"]
                == group.Requests.Completed.ToString(CultureInfo.InvariantCulture),
            "the same in the master's table");
    }

    private static bool IsWhole(string path)
    {
        try
        {
            return HeadlessResultTests.Read(path).Schema.Length > 0;
        }
        catch (ResultFormatException)
        {
            return false;
        }
    }

    private ResultDocument Result(string file) => HeadlessResultTests.Read(At(file));

    // The next test must not find this worker.
    private Task HasLeftAsync() => Eventually.True(
        async () => (await shared.Master.StatsAsync()).GetProperty("workers").GetArrayLength() == 0, "it has left");

    private string At(string file) => Path.Combine(_folder, file);
}
