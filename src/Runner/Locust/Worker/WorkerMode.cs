using System.Threading;
using System.Threading.Tasks;
using LocustBridge;
using Runner.Locust.Options;
using Runner.Locust.Output;

namespace Runner.Locust.Worker;

// Serves a master until it quits, or until we are told to.
internal static class WorkerMode
{
    public static async Task<int> RunAsync(
        LocustOptions options, LoadHost host, LocustLog log, CancellationToken stop)
    {
        if (options.RunTime is not null)
        {
            log.Warn("--run-time has no effect with a master, which decides how long a test takes");
        }

        LocustWorkerOptions worker = new()
        {
            MasterHost = options.MasterHost,
            MasterPort = options.MasterPort,
            ConnectTimeout = options.ConnectTimeout,
            Log = log.Write,
        };
        await using LocustWorker session = new(host, worker);
        session.SpawningComplete += (_, _) => host.OnAllSpawned();
        return await session.RunAsync(stop).ConfigureAwait(false);
    }
}
