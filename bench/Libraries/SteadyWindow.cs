using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace Bench.Libraries;

/// <summary>
/// The second half of a peer's run, when it has started, connected and been compiled: CPU time of this process and the
/// requests answered meanwhile. What a library costs a program that runs for long is here; start-up is in the whole.
/// </summary>
internal sealed class SteadyWindow(TimeSpan time)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _requests;

    /// <summary>Whether the run is not over.</summary>
    public bool IsOpen => _watch.Elapsed < time;

    /// <summary>Whether the second half has begun.</summary>
    public bool IsSteady => _watch.Elapsed >= time / 2;

    /// <summary>Adds what one user has done in the second half.</summary>
    public void Add(long requests) => Interlocked.Add(ref _requests, requests);

    /// <summary>Watches the run of some users; prints both counts when they have ended.</summary>
    public async Task<int> PrintAsync(Task<long[]> users)
    {
        await Task.Delay(time / 2);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long total = 0;
        foreach (long count in await users)
        {
            total += count;
        }

        double spent = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
        Console.WriteLine($"{total} requests");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"steady {_requests} requests {spent:0} us"));
        return 0;
    }
}
