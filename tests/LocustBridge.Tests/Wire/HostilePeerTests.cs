using System;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using LocustBridge.Tests.Worker;

namespace LocustBridge.Tests.Wire;

// What NetMQ does not survive by itself. By themselves, as all connections of the process end with NetMQ's thread.
[Collection(AloneCollection.Name)]
public sealed class HostilePeerTests
{
    // A READY whose first property claims 2^32 - 1 bytes.
    private const string HugeReady = "0415055245414459" + "0b536f636b65742d54797065" + "ffffffff";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    // Where NetMQ does not end it, the missing ack does. An attempt has two connections, of which the first only looks.
    [Theory]
    [InlineData(HugeReady)]
    [InlineData("0400")]
    [InlineData("040a0552454144590b536f63")]
    [InlineData("0406054552524f52")]
    [InlineData("02ffffffffffffffff")]
    [InlineData("ffffffffffffffff")]
    public async Task ADamagedHandshakeEndsTheConnectionAlone(string hex)
    {
        await using var master = new FakeLocustMaster { Ready = Convert.FromHexString(hex) };
        await using var worker = new LocustWorker(
            new ScriptedHost(), master.Options(ackTimeout: TimeSpan.FromSeconds(15)));
        worker.Start();
        await Eventually.True(() => master.DamagedCount >= 4, "a damaged handshake", s_patience);
        master.Ready = null;
        await Eventually.True(
            () => worker.State == LocustWorkerState.Ready, "registered all the same", s_patience);
    }

    [Theory]
    [InlineData("0400")]
    [InlineData("0401ff")]
    [InlineData("040504")]
    [InlineData("02ffffffffffffffff")]
    [InlineData("0200000000ffffffff")]
    [InlineData("80000000")]
    public async Task ADamagedFrameEndsTheConnectionAndNotTheRun(string hex)
    {
        await using var master = new FakeLocustMaster();
        var host = new ScriptedHost();
        await using var worker = new LocustWorker(host, master.Options());
        FakePeer first = await FakeMasterTests.RunningAsync(master, worker);
        master.KnowsWorkers = true;
        await first.SendRawAsync(Convert.FromHexString(hex));
        first.EndSending();
        FakePeer second = await master.AcceptedAsync();
        Assert.Equal("running", (await second.NextAsync("heartbeat")).Data["state"].AsText());
        Assert.Equal(0, host.Stops);
    }

    [Fact]
    public async Task AHundredThousandDamagedInputs()
    {
        await using var peer = new HostilePeer(20261129);
        var options = new LocustWorkerOptions
        {
            MasterPort = peer.Port,
            ClientId = "h_1",
            ReconnectDelay = TimeSpan.FromMilliseconds(1),
            ReconnectDelayMax = TimeSpan.FromMilliseconds(1),
        };
        await using (var worker = new LocustWorker(new ScriptedHost(), options))
        {
            worker.Start();
            await peer.SentAsync(100_000).WaitAsync(TimeSpan.FromMinutes(8));
        }

        // The next worker of the same process finds its master.
        await using var master = new FakeLocustMaster();
        await using var after = new LocustWorker(new ScriptedHost(), master.Options());
        await FakeMasterTests.RunningAsync(master, after);
    }
}
