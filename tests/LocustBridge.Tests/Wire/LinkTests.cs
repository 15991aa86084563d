using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using LocustBridge.Tests.Worker;

namespace LocustBridge.Tests.Wire;

// A worker's connection: what is sent again after a cut, what a silence means, and what leaves at the end.
public sealed class LinkTests
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task AReportThatTheMasterHasNotConfirmedIsSentAgain()
    {
        await using var master = new FakeLocustMaster { AnswersHeartbeats = true };
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer first = await FakeMasterTests.RunningAsync(master, worker);
        await FakeMasterTests.RepliesAreKnownAsync(worker, first);

        // From here on nothing is confirmed: the peer may have read it, the worker cannot know.
        master.AnswersHeartbeats = false;
        await first.NextAsync("heartbeat");
        await first.NextAsync("heartbeat");
        host.Record("/swallowed", 1, 2, 3);
        await RequestsAsync(first, 3);
        master.KnowsWorkers = true;
        first.Close();
        master.AnswersHeartbeats = true;
        FakePeer second = await master.AcceptedAsync();
        Assert.Equal(3, await RequestsAsync(second, 3));
        Assert.Equal(0, host.Stops);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConfirmedReportIsNotSentAgain(bool byReply)
    {
        await using var master = new FakeLocustMaster { AnswersHeartbeats = byReply };
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer first = await FakeMasterTests.RunningAsync(master, worker);
        host.Record("/delivered", 1, 2, 3);
        Assert.Equal(3, await RequestsAsync(first, 3));
        await Eventually.True(() => worker.UnconfirmedReports == 0, "the confirmation");
        master.KnowsWorkers = true;
        first.Close();
        FakePeer second = await master.AcceptedAsync();
        host.Record("/later", 1);
        Assert.Equal(1, await RequestsAsync(second, 1));
        Assert.Equal(0, host.Stops);
    }

    [Fact]
    public async Task AMasterThatDoesNotGreetMeetsANewWorker()
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        var log = new ConcurrentQueue<string>();
        await using var worker = new LocustWorker(host, master.Options(log.Enqueue, connect: s_silence));
        FakePeer first = await FakeMasterTests.RunningAsync(master, worker);
        master.IsMute = true;
        first.Close();
        await Eventually.True(() => host.Stops == 1, "the end of the load");
        Assert.Contains(log, static line => line.Contains("says nothing", StringComparison.Ordinal));
        master.IsMute = false;
        FakePeer second = await master.AcceptedAsync();
        Assert.NotEqual("h_1", second.Identity);
        await second.NextAsync("client_ready");
    }

    [Fact]
    public async Task AfterASilenceTheMasterMeetsANewWorker()
    {
        await using var master = new FakeLocustMaster { AnswersHeartbeats = true };
        var host = new ScriptedHost();
        var log = new ConcurrentQueue<string>();

        // A worker that is slow to take a reply is not to count its delay as a sign of life for half of this time.
        await using var worker = new LocustWorker(
            host, master.Options(log.Enqueue, silence: TimeSpan.FromSeconds(12)));
        FakePeer first = await FakeMasterTests.RunningAsync(master, worker);
        Assert.Equal("h_1", first.Identity);
        await FakeMasterTests.RepliesAreKnownAsync(worker, first);
        first.Freeze();
        FakePeer second = await master.AcceptedAsync();
        Assert.NotEqual("h_1", second.Identity);
        Assert.Equal(1, host.Stops);
        await second.NextAsync("client_ready");
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "registered");
        Assert.Contains(log, static line => line.Contains("no sign of life", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OrdersFromBeforeASuspensionAreDropped()
    {
        await using var master = new FakeLocustMaster();
        using var resume = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = new ScriptedHost
        {
            OnUpdate = () =>
            {
                entered.TrySetResult();
                resume.Wait();
            },
        };
        await using var worker = new LocustWorker(host, master.Options(pauseMax: s_silence));
        FakePeer first = await FakeMasterTests.RunningAsync(master, worker);

        // The worker's thread stands still, and an order comes meanwhile.
        await first.SendAsync("update_user_class", LocustValue.MapOf(("user_class_name", "Dummy")));
        await entered.Task.WaitAsync(Eventually.Patience);
        await first.SpawnAsync(2, 50);
        await Task.Delay(s_silence + TimeSpan.FromSeconds(0.5));
        resume.Set();
        FakePeer second = await master.AcceptedAsync();
        Assert.NotEqual("h_1", second.Identity);
        await second.NextAsync("client_ready");
        await Eventually.True(() => worker.State == LocustWorkerState.Ready, "registered");
        Assert.DoesNotContain(host.Orders, static order => order.UserCount == 50);
        Assert.Equal(1, host.Stops);
    }

    [Fact]
    public async Task EverythingSentBeforeTheEndArrives()
    {
        const int Messages = 900;
        await using var master = new FakeLocustMaster();
        var worker = new LocustWorker(new ScriptedHost(), master.Options());
        FakePeer peer = await FakeMasterTests.RunningAsync(master, worker);
        for (int i = 0; i < Messages; i++)
        {
            worker.SendMessage("mine", new string('x', 500));
        }

        await worker.DisposeAsync();
        for (int i = 0; i < Messages; i++)
        {
            await peer.NextAsync("mine");
        }

        await peer.NextAsync("quit");
    }

    // More than a connection holds for a peer that is busy: the rest is with the system when NetMQ closes the socket,
    // and leaves although it was closed.
    [Fact]
    public async Task WhatABusyMasterHasNotReadArrivesAfterTheEnd()
    {
        const int Messages = 900;
        await using var master = new FakeLocustMaster();
        var worker = new LocustWorker(new ScriptedHost(), master.Options());
        FakePeer peer = await FakeMasterTests.RunningAsync(master, worker);
        TaskCompletionSource busy = new(TaskCreationOptions.RunContinuationsAsynchronously);
        peer.ReadOnlyAfter(busy.Task);
        for (int i = 0; i < Messages; i++)
        {
            worker.SendMessage("mine", new string('x', 1000));
        }

        await worker.DisposeAsync();
        busy.SetResult();
        for (int i = 0; i < Messages; i++)
        {
            await peer.NextAsync("mine");
        }

        await peer.NextAsync("quit");
    }

    [Fact]
    public async Task AMasterOnIPv6IsFoundByItsName()
    {
        await using var master = new FakeLocustMaster(address: System.Net.IPAddress.IPv6Loopback);
        LocustWorkerOptions options = master.Options();
        await using var worker = new LocustWorker(
            new ScriptedHost(),
            new LocustWorkerOptions { MasterHost = "::1", MasterPort = master.Port, ClientId = options.ClientId });
        worker.Start();
        await (await master.AcceptedAsync()).NextAsync("client_ready");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0id")]
    public void AClientIdThatZeroMqDoesNotTakeIsRefused(string id) => Assert.Throws<ArgumentException>(
        () => new LocustWorker(new ScriptedHost(), new LocustWorkerOptions { ClientId = id }));

    // Reads reports until there are so many requests in them; how many there are.
    private static async Task<long> RequestsAsync(FakePeer peer, long wanted)
    {
        long count = 0;
        while (count < wanted)
        {
            MasterMessage stats = await peer.NextAsync("stats");
            count += stats.Data["stats_total"]["num_requests"].AsInt64(0);
        }

        return count;
    }
}
