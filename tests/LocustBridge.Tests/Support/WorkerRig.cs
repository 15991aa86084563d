using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks;

namespace LocustBridge.Tests.Support;

// A worker that talks to a real master through a recording proxy; leaves properly and checks every frame at the end.
internal sealed class WorkerRig : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly LocustMaster _master;

    private WorkerRig(
        LocustMaster master,
        ILocustHost host,
        ProxyMode mode,
        string? clientId,
        TimeProvider? time,
        TimeSpan? ackTimeout)
    {
        _master = master;
        Proxy = new RecordingProxy(master.Port, mode);
        Worker = new LocustWorker(host, new LocustWorkerOptions
        {
            MasterPort = Proxy.Port,
            ClientId = clientId,
            Log = _log.Enqueue,
            TimeProvider = time ?? TimeProvider.System,

            // Shorter than Locust's, so that tests need not wait for the clock.
            ReportInterval = TimeSpan.FromMilliseconds(300),

            // Long, so that a busy machine is not taken for a master that does not answer. A test that is about such a
            // master sets its own.
            AckTimeout = ackTimeout ?? Eventually.Patience,
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
        TimeProvider? time = null,
        TimeSpan? ackTimeout = null)
    {
        WorkerRig rig = Start(master, host, mode, clientId, time, ackTimeout);
        await rig.WaitForStateAsync(LocustWorkerState.Ready);
        return rig;
    }

    public static WorkerRig Start(
        LocustMaster master,
        ILocustHost host,
        ProxyMode mode = ProxyMode.Forward,
        string? clientId = null,
        TimeProvider? time = null,
        TimeSpan? ackTimeout = null)
    {
        var rig = new WorkerRig(master, host, mode, clientId, time, ackTimeout);
        rig.Worker.Start();
        return rig;
    }

    public Task WaitForStateAsync(LocustWorkerState state) =>
        Eventually.True(() => Worker.State == state, () => $"worker is {state}; it said:\n{Log}");

    // A master that reads what it said of its end deals no users to it; one that is deaf or gone will never say so.
    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        long began = Stopwatch.GetTimestamp();
        while (_master.IsAlive && !_master.HasForgotten(Worker.ClientId)
            && Stopwatch.GetElapsedTime(began) < s_farewell)
        {
            await Task.Delay(10);
        }

        await Proxy.DisposeAsync();
    }
}
