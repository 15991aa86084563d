using System.Threading.Tasks;

namespace LocustBridge.Tests.Support;

// One real master for the tests of a class, which run one after the other. Left without workers by each. Its stop
// timeout is long, so that on a busy machine, too, every answer that a target gives is waited for.
public sealed class SharedMaster : IAsyncLifetime
{
    internal LocustMaster Master { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Peers.WhyMissing(Peer.LocustMaster) is null)
        {
            Master = await LocustMaster.StartAsync(LocustMaster.DummyFile, null, "--stop-timeout", "60");
        }
    }

    public async Task DisposeAsync()
    {
        if (Master is not null)
        {
            Master.AssertAlive();
            await Master.DisposeAsync();
        }
    }
}
