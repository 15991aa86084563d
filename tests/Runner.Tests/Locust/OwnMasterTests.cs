using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using SpecCaseAttribute = Testing.SpecCaseAttribute;

namespace Runner.Tests.Locust;

/// <summary>
/// What needs a master of its own: one that dies, one with classes, one that has been given a host, one without a page.
/// They wait long for answers and for heartbeats, so that on a busy machine, too, every answer of the target counts.
/// </summary>
public sealed class OwnMasterTests
{
    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 33)]
    public async Task AMasterThatWasKilledIsFoundAgainAndCountsFromZero()
    {
        await using CountingTarget target = new();
        int port = Testing.FreePort.Next();
        LocustRunner runner;
        await using (LocustMaster first = await LocustMaster.StartPatientAsync(port: port))
        {
            runner = LocustRunner.Start(first, "--wait=constant:0.005", target.Url + "/a");
            await runner.IsReadyAsync();
            await first.SwarmAsync(4, 100);
            await Eventually.True(() => target.Total >= 50, "load");
            first.Kill();
        }

        await using (runner)
        {
            await runner.SaysAsync("lost");
            await using LocustMaster second = await LocustMaster.StartPatientAsync(port: port);
            await second.WaitForLogAsync("reported as ready");
            await Eventually.True(() => target.Open == 0, () => $"the old test's users end; {target.Open} are left");
            target.Reset();
            await second.SwarmAsync(3, 100);
            await Eventually.True(() => target.Total >= 50, "load again");
            await second.GetAsync("/stop");
            Assert.Equal($"{target.Total}", (await second.RowAsync("/a"))!["Request Count"]);
            second.AssertAlive();
        }
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 15)]
    public async Task ClassesOfTheMastersFileRunTheirOwnScripts()
    {
        const string File =
            """
            from locust import User, task
            class Web(User):
                weight = 3
                @task
                def t(self): pass
            class Api(User):
                @task
                def t(self): pass
            """;
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartPatientAsync(File);
        await using LocustRunner runner = LocustRunner.Start(
            master,
            "--user-class", "Web=" + WorkerTests.Script("web.lua"),
            "--user-class", "Api=" + WorkerTests.Script("api.lua"),
            "-H", target.Url);
        await runner.IsReadyAsync();
        await master.SwarmAsync(8, 100);
        await runner.SaysAsync("Web 6");
        await Eventually.True(() => target.Open == 8, "a connection for each user");
        await Eventually.True(() => target.Count("POST /api") >= 20 && target.Count("GET /web/9") >= 1, "load");
        await master.GetAsync("/stop");
        int api = target.Count("POST /api");
        int failed = target.Count("GET /fail/api");
        Assert.Equal($"{api}", (await master.RowAsync("/api"))!["Request Count"]);
        Assert.Equal($"{failed}", (await master.RowAsync("/fail/api"))!["Failure Count"]);
        Assert.Equal($"{target.Total - api - failed}", (await master.RowAsync("/web/[id]"))!["Request Count"]);
        master.AssertAlive();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 23, 30)]
    public async Task AnInterruptedWorkerLeavesNothingUncounted()
    {
        await using CountingTarget target = new();
        int port = Testing.FreePort.Next();
        await using LocustMaster master = LocustMaster.StartHeadless(
            LocustMaster.PatientFile, port, "--expect-workers", "1", "-u", "4", "-r", "100", "-t", "120s");
        await using LocustRunner runner = LocustRunner.Start(master, "--wait=constant:0.005", target.Url + "/a");
        await Eventually.True(() => target.Total >= 100, "load");

        // A worker that was told to leave waits a second for answers, which may not do here. So each user has a request
        // that is never answered, and nothing else is under way.
        target.Hold();
        await Eventually.True(() => target.Held == 4, "all users wait");
        runner.Signal("INT");
        Assert.Equal(0, await runner.ExitAsync());
        Assert.Equal(0, await master.ExitAsync());
        Assert.Matches($@"/a\s+{target.Total}\s", master.Log);
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task OptionsOfTheMastersFileReachTheScript()
    {
        const string File =
            """
            from locust import User, task, events
            class Dummy(User):
                @task
                def t(self): pass
            @events.init_command_line_parser.add_listener
            def options(parser):
                parser.add_argument("--api-path", default="/default", help="what to ask for")
            """;
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartPatientAsync(File, null, "--api-path", "/typed");
        await using LocustRunner runner =
            LocustRunner.Start(master, "-f", WorkerTests.Script("options.lua"), target.Url);
        await runner.IsReadyAsync();
        await master.SwarmAsync(2, 100);
        await Eventually.True(() => target.Count("GET /typed") >= 10, "load");
        await master.GetAsync("/stop");

        // As the page does, where each has a field.
        await master.SwarmAsync(2, 100, ("api_path", "/page"));
        await Eventually.True(() => target.Count("GET /page") >= 10, "load elsewhere");
        await master.GetAsync("/stop");
        Assert.Equal($"{target.Count("GET /page")}", (await master.RowAsync("/page"))!["Request Count"]);
        master.AssertAlive();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task AUserClassMayGetAnotherHost()
    {
        // Newer masters say this by themselves, from their page; the shape of the message is theirs.
        const string File =
            """
            from locust import User, task, events
            class Dummy(User):
                @task
                def t(self): pass
            @events.test_stop.add_listener
            def stop(environment, **kw):
                environment.runner.send_message("update_user_class", {
                    "user_class_name": "Dummy", "host": environment.parsed_options.other, "tasks": ["t"]})
            @events.init_command_line_parser.add_listener
            def options(parser):
                parser.add_argument("--other")
            """;
        await using CountingTarget target = new();
        await using CountingTarget other = new();
        await using LocustMaster master = await LocustMaster.StartPatientAsync(File, null, "--other", other.Url);
        await using LocustRunner runner =
            LocustRunner.Start(master, "--wait=constant:0.005", "-H", target.Url, "/a");
        await runner.IsReadyAsync();
        await master.SwarmAsync(2, 100);
        await Eventually.True(() => target.Total >= 10, "load");

        // A stop waits for the workers that the master knows to have users.
        await master.WaitForSpawnsAsync(1);
        await master.GetAsync("/stop");
        await runner.SaysAsync("changed the host");
        await master.SwarmAsync(2, 100);
        await Eventually.True(() => other.Total >= 10, "load elsewhere");
        await master.WaitForSpawnsAsync(2);
        await master.GetAsync("/stop");
        Assert.Equal($"{other.Total}", (await master.RowAsync("/a"))!["Request Count"]);

        // What the page says is every class's host.
        target.Reset();
        await master.SwarmAsync(2, 100, ("host", target.Url));
        await Eventually.True(() => target.Total >= 10, "load by the page's host");
        await master.GetAsync("/stop");
        master.AssertAlive();
    }

    // The page's Edit while a test runs.
    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 54)]
    public async Task AHostThatChangesDuringATestIsTheNextTestsAndSaid()
    {
        await using CountingTarget target = new();
        await using CountingTarget other = new();
        await using LocustMaster master = await LocustMaster.StartPatientAsync();
        await using LocustRunner runner = LocustRunner.Start(master, "--wait=constant:0.005", "/a");
        await runner.IsReadyAsync();
        await master.SwarmAsync(2, 100, ("host", target.Url));
        await Eventually.True(() => target.Total >= 10, "load");
        await master.SwarmAsync(3, 100, ("host", other.Url));
        await runner.SaysAsync($"The master's host is now {other.Url}: this test's users stay at {target.Url}");
        await Eventually.True(() => target.Open == 3, "the third user joins the others");
        Assert.Equal(0, other.Total);
        await master.GetAsync("/stop");
        await master.SwarmAsync(2, 100);
        await Eventually.True(() => other.Total >= 10, "load elsewhere");
        await master.GetAsync("/stop");
        Assert.Equal($"{other.Total}", (await master.RowAsync("/a"))!["Request Count"]);
        master.AssertAlive();
    }

    // A master keeps the host for all tests that follow.
    [RequiresPeerFact(Peer.LocustMaster)]
    public async Task TheHostComesFromTheWebPage()
    {
        await using CountingTarget target = new();
        await using LocustMaster master = await LocustMaster.StartPatientAsync();
        await using LocustRunner runner = LocustRunner.Start(master, "--wait=constant:0.005", "/typed/here");
        await runner.IsReadyAsync();
        await master.SwarmAsync(2, 100, ("host", target.Url));
        await Eventually.True(() => target.Count("GET /typed/here") >= 20, "load");
        await master.GetAsync("/stop");
        Assert.Equal($"{target.Total}", (await master.RowAsync("/typed/here"))!["Request Count"]);
    }
}
