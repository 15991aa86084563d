using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;

namespace LocustBridge.Tests.Support;

// A worker that talks to a real master through a recording proxy; leaves properly and checks every frame at the end.
internal sealed class WorkerRig : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _log = new();

    private WorkerRig(LocustMaster master, ILocustHost host, ProxyMode mode, string? clientId, TimeProvider? time)
    {
        Proxy = new RecordingProxy(master.Port, mode);
        Worker = new LocustWorker(host, new LocustWorkerOptions
        {
            MasterPort = Proxy.Port,
            ClientId = clientId,
            Log = _log.Enqueue,
            TimeProvider = time ?? TimeProvider.System,

            // Shorter than Locust's, so that tests need not wait for the clock.
            ReportInterval = TimeSpan.FromMilliseconds(300),
            AckTimeout = TimeSpan.FromSeconds(2),
        });
    }

    public LocustWorker Worker { get; }

    public RecordingProxy Proxy { get; }

    public string Log => string.Join('\n', _log);

    // Waits for the registration.
    public static async Task<WorkerRig> StartAsync(
        LocustMaster master,
        ILocustHost host,
        ProxyMode mode = ProxyMode.Forward,
        string? clientId = null,
        TimeProvider? time = null)
    {
        WorkerRig rig = Start(master, host, mode, clientId, time);
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
        return rig;
    }

    public static WorkerRig Start(
        LocustMaster master,
        ILocustHost host,
        ProxyMode mode = ProxyMode.Forward,
        string? clientId = null,
        TimeProvider? time = null)
    {
        var rig = new WorkerRig(master, host, mode, clientId, time);
        rig.Worker.Start();
        return rig;
    }

    public Task WaitForStateAsync(LocustWorkerState state) =>
        Eventually.True(() => Worker.State == state, () => $"worker is {state}; it said:\n{Log}");

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await Proxy.DisposeAsync();
    }
}
