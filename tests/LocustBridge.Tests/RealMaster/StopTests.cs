using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.RealMaster;

// The end of a test, with users that really do something.
public sealed class StopTests
{
    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 23, 24, 25)]
    public async Task NothingIsLostOnStopAndTheNextRunBeginsAtZero()
    {
        int served = 0;
        await using LocustMaster master = await LocustMaster.StartAsync();
        var host = new LocustTaskHost(new LocustTask("work", 1, async user =>
        {
            await Task.Delay(5);
            Interlocked.Increment(ref served);
            user.RecordSuccess("GET", "/served", TimeSpan.FromMilliseconds(5), 10);
        }))
        {
            // This master sets no stop timeout.
            StopGrace = Eventually.Patience,
        };
        await using WorkerRig rig = await WorkerRig.StartAsync(master, host);
        for (int run = 0; run < 2; run++)
        {
            Volatile.Write(ref served, 0);
            await master.SwarmAsync(4, 10);
            await Eventually.True(() => Volatile.Read(ref served) > 100, "work");
            await master.GetAsync("/stop");
            await rig.WaitForStateAsync(LocustWorkerState.Ready);
            int atStop = Volatile.Read(ref served);
            Dictionary<string, string> row = (await master.RowAsync("/served"))!;
            Assert.Equal(atStop, int.Parse(row["Request Count"], CultureInfo.InvariantCulture));
            await Eventually.True(
                async () => (await master.StatsAsync()).GetProperty("state").GetString() == "stopped", "stopped");
            Assert.Equal(atStop, Volatile.Read(ref served));
            Assert.Equal(0, host.UserCount);
        }

        master.AssertAlive();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 45)]
    public async Task CustomMessagesBothWays()
    {
        const string File =
            """
            from locust import User, task, events
            class Dummy(User):
                @task
                def t(self): pass
            @events.init.add_listener
            def init(environment, **kw):
                def on_hello(environment, msg, **kw):
                    print("HEARD", msg.data, flush=True)
                    environment.runner.send_message("answer", {"list": [1, 2.5, None, "x"], "map": {"k": True}})
                    environment.runner.send_message("nothing", None)
                environment.runner.register_message("hello", on_hello)
            """;
        await using LocustMaster master = await LocustMaster.StartAsync(File);
        await using WorkerRig rig = await WorkerRig.StartAsync(master, new ScriptedHost());
        var heard = new TaskCompletionSource<LocustCustomMessage>();
        var nothing = new TaskCompletionSource<LocustCustomMessage>();
        rig.Worker.OnMessage("answer", heard.SetResult);
        rig.Worker.OnMessage("nothing", nothing.SetResult);
        rig.Worker.SendMessage(
            "hello", LocustValue.ListOf(1, "zwei", LocustValue.MapOf(("drei", 3.5)), LocustValue.Nil));
        await master.WaitForLogAsync("HEARD [1, 'zwei', {'drei': 3.5}, None]");
        LocustCustomMessage answer = await heard.Task.WaitAsync(Eventually.Patience);
        Assert.Equal("""{"list": [1, 2.5, null, "x"], "map": {"k": true}}""", answer.Data.ToString());
        Assert.True((await nothing.Task.WaitAsync(Eventually.Patience)).Data.IsNil);
        Assert.Throws<ArgumentException>(() => rig.Worker.SendMessage("spawning_complete", LocustValue.Nil));
        master.AssertAlive();
    }

    [RequiresPeerFact(Peer.LocustMaster)]
    [SpecCase("locust", 15, 27)]
    public async Task ClassesByNameAndStopTimeout()
    {
        const string File =
            """
            from locust import User, task
            class Web(User):
                weight = 3
                @task
                def t(self): pass
            class Api(User):
                weight = 1
                @task
                def t(self): pass
            class Admin(User):
                fixed_count = 1
                @task
                def t(self): pass
            """;
        await using LocustMaster master = await LocustMaster.StartAsync(File, null, "--stop-timeout", "5");
        int ended = 0;
        int cut = 0;
        int begun = 0;
        var seconds = new Dictionary<string, int> { ["Web"] = 2, ["Api"] = 2, ["Admin"] = 60 };
        LocustUserClass Make(string name) => new(name, new LocustTask("slow", 1, async user =>
        {
            Interlocked.Increment(ref begun);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds[name]), user.Stopping);
                user.RecordSuccess("GET", "/ended", TimeSpan.FromSeconds(seconds[name]), 1);
                Interlocked.Increment(ref ended);
            }
            catch (OperationCanceledException)
            {
                Interlocked.Increment(ref cut);
                throw;
            }
        }));
        var host = new LocustTaskHost(null, Make("Web"), Make("Api"), Make("Admin"));
        await using WorkerRig rig = await WorkerRig.StartAsync(master, host);
        SpawnOrder? order = null;
        rig.Worker.Spawning += (_, e) => order = e.Order;
        await master.SwarmAsync(9, 20);
        await Eventually.True(() => Volatile.Read(ref begun) >= 9, "nine users");
        Assert.Equal(6, order!.Users["Web"]);
        Assert.Equal(2, order.Users["Api"]);
        Assert.Equal(1, order.Users["Admin"]);
        Assert.Equal(order.MasterClasses, order.Users);
        Assert.Equal(TimeSpan.FromSeconds(5), order.StopTimeout);
        await master.GetAsync("/stop");
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
        Assert.Equal(1, cut);
        Assert.True(ended >= 8, $"{ended} tasks ended by themselves");
        Assert.Equal($"{ended}", (await master.RowAsync("/ended"))!["Request Count"]);
        master.AssertAlive();
    }
}
