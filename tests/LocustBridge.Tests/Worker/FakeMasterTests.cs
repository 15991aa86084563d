using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using LocustBridge.Tests.Zmtp;
using LocustBridge.Wire;

namespace LocustBridge.Tests.Worker;

// The state machine against a master that can do what no real one would.
public sealed class FakeMasterTests
{
    [Fact]
    public async Task RegistersSpawnsReportsStopsAndQuits()
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        var stopped = new TaskCompletionSource();
        worker.Stopped += (_, _) => stopped.SetResult();
        worker.Start();
        FakePeer peer = await master.AcceptedAsync();
        Assert.Equal("h_1", peer.Identity);
        Assert.Equal("-1", (await peer.NextAsync("client_ready")).Data.ToString());
        Assert.Equal("ready", (await peer.NextAsync("heartbeat")).Data["state"].AsText());

        await peer.SpawnAsync(1, 3);
        await peer.NextAsync("spawning");
        Assert.Equal(
            """{"user_classes_count": {"Dummy": 3}, "user_count": 3}""",
            (await peer.NextAsync("spawning_complete")).Data.ToString());
        Assert.Equal(7, worker.Index);
        Assert.Equal("http://127.0.0.1:9", host.Orders[0].Host);
        host.Record("/x", 5);
        MasterMessage stats = await peer.NextAsync("stats");
        while (stats.Data["stats"].Items.Count == 0)
        {
            stats = await peer.NextAsync("stats");
        }

        Assert.Equal("/x", stats.Data["stats"].Items[0]["name"].AsText());
        host.Record("/last", 5);
        await peer.SendAsync("stop", LocustValue.Nil);
        MasterMessage last = await peer.NextAsync("stats");
        while (last.Data["stats"].Items.All(static row => row["name"].AsText() != "/last"))
        {
            last = await peer.NextAsync("stats");
        }

        await peer.NextAsync("client_stopped");
        await peer.NextAsync("client_ready");
        await stopped.Task.WaitAsync(Eventually.Patience);
        await peer.SendAsync("quit", LocustValue.Nil);
        await peer.SendAsync("quit", LocustValue.Nil);
        await peer.NextAsync("quit");
        Assert.Equal(0, await worker.WaitForQuitAsync().WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task AQuitBeforeTheAckIsToldAfterIt()
    {
        await using var master = new FakeLocustMaster { Acknowledges = false };
        await using var worker = new LocustWorker(new ScriptedHost(), master.Options());
        worker.Start();
        FakePeer peer = await master.AcceptedAsync();
        await peer.NextAsync("client_ready");
        Task quit = worker.QuitAsync();
        await peer.SendAsync("ack", LocustValue.MapOf(("index", 0)));
        await peer.NextAsync("quit");
        await quit.WaitAsync(Eventually.Patience);
    }

    [Fact]
    [SpecCase("locust", 3)]
    public async Task WithoutAMasterItGoesOnTryingAndLeavesAtOnce()
    {
        int port = Testing.FreePort.Next();
        var log = new ConcurrentQueue<string>();
        var options = new LocustWorkerOptions { MasterPort = port, Log = log.Enqueue };
        var worker = new LocustWorker(new ScriptedHost(), options);
        worker.Start();
        await Eventually.True(
            () => log.Any(static line => line.Contains("trying on", StringComparison.Ordinal)), "a log line");
        Assert.Equal(LocustWorkerState.Connecting, worker.State);
        await worker.QuitAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task AConnectTimeoutGives255()
    {
        var options = new LocustWorkerOptions
        {
            MasterPort = Testing.FreePort.Next(),
            ConnectTimeout = TimeSpan.FromMilliseconds(300),
        };
        await using var worker = new LocustWorker(new ScriptedHost(), options);
        Assert.Equal(255, await worker.RunAsync().WaitAsync(Eventually.Patience));
    }

    [Fact]
    [SpecCase("locust", 8)]
    public async Task PingIsAnsweredAndUnknownCommandsAreNot()
    {
        await using var master = new FakeLocustMaster();
        await using var worker = new LocustWorker(new ScriptedHost(), master.Options());
        worker.Start();
        FakePeer peer = await master.AcceptedAsync();
        await peer.SendFrameAsync(ZmtpFrame.Command, [3, (byte)'F', (byte)'O', (byte)'O', 1, 2]);
        foreach (string context in new[] { string.Empty, "ab", "0123456789abcdef" })
        {
            await peer.SendFrameAsync(ZmtpFrame.Command, [.. "\u0004PING\0\0"u8, .. Encoding.ASCII.GetBytes(context)]);
            Assert.Equal("\u0004PONG" + context, Encoding.ASCII.GetString(await peer.CommandAsync()));
        }
    }

    [Fact]
    [SpecCase("locust", 9)]
    public async Task LongHeadsAndSplitDelivery()
    {
        await using var master = new FakeLocustMaster { Acknowledges = false };
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        worker.Start();
        FakePeer peer = await master.AcceptedAsync();
        await peer.NextAsync("client_ready");
        await peer.SendAsync("ack", LocustValue.MapOf(("index", 1)), ZmtpFrame.Long);
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "ready");
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        LocustCodec.Encode("spawn", LocustValue.MapOf(
            ("timestamp", 5.0),
            ("user_classes_count", LocustValue.MapOf(("Dummy", 2))),
            ("parsed_options", LocustValue.MapOf(("filler", new string('x', 400))))), "h_1", body);
        var frame = new System.Buffers.ArrayBufferWriter<byte>();
        ZmtpFrame.Write(frame, 0, body.WrittenSpan);
        foreach (byte current in frame.WrittenMemory.ToArray())
        {
            await peer.SendRawAsync([current]);
        }

        await peer.NextAsync("spawning_complete");
        Assert.Equal(400, host.Orders[0].Options["filler"].AsText()!.Length);
    }

    [Fact]
    [SpecCase("locust", 10)]
    public async Task OlderGreetingsWorkAndOthersAreRetried()
    {
        await using var master = new FakeLocustMaster { Greeting = [.. "HTTP/1.1 400 Bad Request\r\n\r\n"u8] };
        var log = new ConcurrentQueue<string>();
        await using var worker = new LocustWorker(new ScriptedHost(), master.Options(log.Enqueue));
        worker.Start();
        await Eventually.True(
            () => log.Any(static line => line.Contains("not ZeroMQ", StringComparison.Ordinal)), "a log line");
        byte[] old = new byte[Greeting.Length];
        Greeting.Write(old);
        old[11] = 0;
        old[8] = 0x24;
        master.Greeting = old;
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "registered");
    }

    [Fact]
    [SpecCase("locust", 5)]
    public async Task WithoutAnAckItReconnectsThenTakesANewId()
    {
        await using var master = new FakeLocustMaster { Acknowledges = false };
        var log = new ConcurrentQueue<string>();

        // The time runs from the connect on: an attempt whose handshake took longer would be none to the master.
        await using var worker = new LocustWorker(
            new ScriptedHost(), master.Options(log.Enqueue, ackTimeout: TimeSpan.FromSeconds(4)));
        worker.Start();
        Assert.Equal("h_1", (await master.AcceptedAsync()).Identity);
        Assert.Equal("h_1", (await master.AcceptedAsync()).Identity);
        FakePeer third = await master.AcceptedAsync();
        Assert.NotEqual("h_1", third.Identity);
        master.Acknowledges = true;
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "registered");
        string[] missed = ["No answer to the registration", "is it taken?"];
        Assert.Equal(
            missed,
            log.Select(line => missed.FirstOrDefault(text => line.Contains(text, StringComparison.Ordinal)))
                .Where(text => text is not null).Take(2));
    }

    [Fact]
    [SpecCase("locust", 36)]
    public async Task ReconnectMeansANewConnectionAndNothingElse()
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer first = await RunningAsync(master, worker);
        master.KnowsWorkers = true;
        await first.SendAsync("reconnect", LocustValue.Nil);
        FakePeer second = await master.AcceptedAsync();
        Assert.Equal("h_1", second.Identity);
        Assert.Equal("running", (await second.NextAsync("heartbeat")).Data["state"].AsText());
        Assert.Equal(0, host.Stops);
    }

    [Fact]
    [SpecCase("locust", 33)]
    public async Task ANewerMasterThatDoesNotKnowUsAnyMoreIsNoticed()
    {
        await using var master = new FakeLocustMaster { AnswersHeartbeats = true };
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options(resumeTimeout: TimeSpan.FromMilliseconds(500)));
        FakePeer first = await RunningAsync(master, worker);
        await RepliesAreKnownAsync(worker, first);
        master.AnswersHeartbeats = false;
        master.KnowsWorkers = true;
        first.Close();
        FakePeer second = await master.AcceptedAsync();
        await second.NextAsync("client_ready");
        Assert.Equal(1, host.Stops);
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "ready");
    }

    [Fact]
    [SpecCase("locust", 37)]
    public async Task HeartbeatRepliesThatEndEndTheLoad()
    {
        await using var master = new FakeLocustMaster { AnswersHeartbeats = true };
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options(masterTimeout: TimeSpan.FromSeconds(4)));
        FakePeer first = await RunningAsync(master, worker);
        await RepliesAreKnownAsync(worker, first);
        master.AnswersHeartbeats = false;
        FakePeer second = await master.AcceptedAsync();
        await second.NextAsync("client_ready");
        Assert.Equal(1, host.Stops);
    }

    [Fact]
    [SpecCase("locust", 44)]
    public async Task OldOrdersDoubleAcksAndStrangersDoNoHarm()
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer peer = await RunningAsync(master, worker);
        await peer.SpawnAsync(0.5, 50);
        await peer.NextAsync("spawning");
        await peer.SendAsync("ack", LocustValue.MapOf(("index", 9)));
        await peer.SendAsync("ack", LocustValue.Nil);
        await peer.SendAsync("spawn", LocustValue.Nil);
        await peer.SendAsync("no_such_thing", LocustValue.MapOf(("a", 1)));
        await peer.SendFrameAsync(0, [0xc1]);
        await peer.SendFrameAsync(0, []);
        await peer.SendAsync(
            "update_user_class", LocustValue.MapOf(("user_class_name", "Dummy"), ("host", "http://x")));
        await Eventually.True(() => host.Change?["host"].AsText() == "http://x", "the change");
        Assert.Equal(3, host.Users);
        Assert.Equal(9, worker.Index);
        Assert.Equal("running", (await peer.NextAsync("heartbeat")).Data["state"].AsText());
    }

    [Fact]
    [SpecCase("locust", 49)]
    public async Task LogsOnlyToMastersThatKnowThem()
    {
        await using var master = new FakeLocustMaster();
        await using var worker = new LocustWorker(new ScriptedHost(), master.Options());
        FakePeer peer = await RunningAsync(master, worker);
        for (int i = 0; i < 600; i++)
        {
            worker.Log("line " + i);
        }

        for (int i = 0; i < 10; i++)
        {
            await peer.NextAsync("heartbeat");
        }

        // None so far: NextAsync below would have dropped them, so a marker shows that the first one comes after it.
        worker.Log("after");
        master.AnswersHeartbeats = true;
        MasterMessage logs = await peer.NextAsync("logs");
        Assert.Equal("h_1", logs.Data["worker_id"].AsText());
        Assert.Equal(500, logs.Data["logs"].Items.Count);
        Assert.EndsWith("after", logs.Data["logs"].Items[^1].AsText(), StringComparison.Ordinal);
    }

    [Fact]
    [SpecCase("locust", 49)]
    public async Task ALogThatThrowsCostsItsOwnLinesAlone()
    {
        await using var master = new FakeLocustMaster { AnswersHeartbeats = true };
        var host = new ScriptedHost { OnUpdate = static () => throw new InvalidOperationException("update") };
        await using var worker = new LocustWorker(
            host, master.Options(static _ => throw new System.IO.IOException("disk full")));
        FakePeer peer = await RunningAsync(master, worker);
        await peer.SendAsync("update_user_class", LocustValue.MapOf(("user_class_name", "Dummy")));
        string lines = "";
        while (!lines.Contains("InvalidOperationException: update", StringComparison.Ordinal))
        {
            lines = (await peer.NextAsync("logs")).Data["logs"].ToString();
        }

        await worker.QuitAsync().WaitAsync(Eventually.Patience);
        await peer.NextAsync("quit");
    }

    [Fact]
    public async Task ResetStatsDropsWhatWasNotSent()
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        var complete = new TaskCompletionSource<int>();
        worker.SpawningComplete += (_, e) => complete.SetResult(e.UserCount);
        worker.Start();
        FakePeer peer = await master.AcceptedAsync();
        await peer.SpawnAsync(1, 3, LocustValue.MapOf(("reset_stats", true)));
        await peer.NextAsync("spawning_complete");
        await peer.SendAsync("spawning_complete", LocustValue.MapOf(("user_count", 12)));
        Assert.Equal(12, await complete.Task.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task UnconfirmedReportsSurviveACutConnection()
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer first = await RunningAsync(master, worker);
        master.KnowsWorkers = true;
        first.Close();
        host.Record("/while/away", 1, 2, 3);
        FakePeer second = await master.AcceptedAsync();
        long count = 0;
        while (count < 3)
        {
            MasterMessage stats = await second.NextAsync("stats");
            count += stats.Data["stats_total"]["num_requests"].AsInt64(0);
        }

        Assert.Equal(3, count);
    }

    [Fact]
    [SpecCase("locust", 33)]
    public async Task WhatIsLeftOfATestWhoseMasterDiesIsNotItsSuccessors()
    {
        int port = Testing.FreePort.Next();
        var master = new FakeLocustMaster(port);
        var log = new ConcurrentQueue<string>();
        int Lines(string text) => log.Count(line => line.Contains(text, StringComparison.Ordinal));
        var grace = new TaskCompletionSource();
        var host = new ScriptedHost { Grace = grace.Task };
        await using var worker = new LocustWorker(host, master.Options(log.Enqueue));
        FakePeer peer = await RunningAsync(master, worker);
        await peer.SendAsync("stop", LocustValue.Nil);
        await Eventually.True(() => host.Stops == 1, "the stop");
        await master.DisposeAsync();
        await Eventually.True(() => Lines("refused: nothing listens there") != 0, "the death");
        host.Record("/old", 5);
        await using var successor = new FakeLocustMaster(port);
        FakePeer second = await successor.AcceptedAsync();
        grace.SetResult();
        await Eventually.True(() => Lines("Registered as worker") == 2, "the registration");
        host.Record("/new", 5);
        MasterMessage stats = await second.NextAsync("stats");
        while (stats.Data["stats"].Items.Count == 0)
        {
            stats = await second.NextAsync("stats");
        }

        Assert.Equal("/new", Assert.Single(stats.Data["stats"].Items)["name"].AsText());
    }

    [Fact]
    [SpecCase("locust", 52)]
    public async Task UsersThatHaveEndedByThemselvesAreNotReported()
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer peer = await RunningAsync(master, worker);
        host.Left = new Dictionary<string, int> { ["default"] = 1 };
        MasterMessage stats = await peer.NextAsync("stats");
        while (stats.Data["user_count"].AsInt64(0) != 1)
        {
            stats = await peer.NextAsync("stats");
        }

        Assert.Equal("""{"Dummy": 1}""", stats.Data["user_classes_count"].ToString());
    }

    [Fact]
    [SpecCase("locust", 58)]
    public async Task AClassThatIsUnknownHereIsSaidOnce()
    {
        await using var master = new FakeLocustMaster();
        var log = new ConcurrentQueue<string>();
        var host = new ScriptedHost(new LocustClassInfo("Web", 1), new LocustClassInfo("Api", 1));
        await using var worker = new LocustWorker(host, master.Options(log.Enqueue));
        FakePeer peer = await RunningAsync(master, worker);
        await peer.SpawnAsync(2, 4);
        await peer.NextAsync("spawning_complete");
        string line = Assert.Single(log, static line => line.Contains("unknown here", StringComparison.Ordinal));
        Assert.Contains("classes Dummy are unknown here: their users run as others of Web, Api", line);
    }

    // Logs go only to a master that is known to answer heartbeats.
    internal static async Task RepliesAreKnownAsync(LocustWorker worker, FakePeer peer)
    {
        worker.Log("something to send");
        await peer.NextAsync("logs");
    }

    internal static async Task<FakePeer> RunningAsync(FakeLocustMaster master, LocustWorker worker)
    {
        worker.Start();
        FakePeer peer = await master.AcceptedAsync();
        await peer.SpawnAsync(1, 3);
        await peer.NextAsync("spawning_complete");
        return peer;
    }
}
