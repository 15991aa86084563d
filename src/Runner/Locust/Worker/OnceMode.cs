using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge;
using LocustBridge.Statistics;
using Runner.Locust.Options;

namespace Runner.Locust.Worker;

// --run-tasks, as boomer has it: one request of each of some user classes, or one turn of a scenario's users, without a
// master, to see whether they work.
internal static class OnceMode
{
    // Longer than any run waits: a user sends one request and then rests.
    private static readonly TimeSpan s_rest = TimeSpan.FromDays(1);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>What the host has to be made with.</summary>
    public static LocustOptions Prepare(LocustOptions options) =>
        options with { Threads = 1, Wait = LocustBridge.Tasks.LocustWait.Constant(s_rest) };

    /// <summary>Runs the classes one after the other.</summary>
    /// <returns>The exit code: 0, or that of failures.</returns>
    public static async Task<int> RunAsync(LocustOptions options, LoadHost host, CancellationToken stop)
    {
        int code = 0;
        foreach (string name in options.RunTasks)
        {
            StatsReport report = new();
            int exceptions = host.Exceptions.Count;
            Dictionary<string, int> one = new(StringComparer.Ordinal) { [name] = 1 };
            await host.SpawnAsync(SpawnOrder.Local(one, null, isFirst: true)).ConfigureAwait(false);
            bool isScenario = host.IsScenario(name);
            while ((isScenario ? host.CountUsers()[name] != 0 : report.IsEmpty && host.Exceptions.Count == exceptions)
                && !stop.IsCancellationRequested)
            {
                await Task.Delay(s_look, CancellationToken.None).ConfigureAwait(false);
                if (!isScenario)
                {
                    host.TakeStats(report);
                }
            }

            await host.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
            host.TakeStats(report);
            foreach (string message in host.Exceptions.Skip(exceptions))
            {
                Console.Error.Write($"runner locust: {name}: {message}\n");
            }

            bool failed = report.Errors.Count != 0 || host.Exceptions.Count != exceptions;
            code = failed ? options.ExitCodeOnError : code;
            Print(name, report);
        }

        return code;
    }

    private static void Print(string userClass, StatsReport report)
    {
        foreach (StatsRow row in report.Rows)
        {
            string outcome = "ok";
            foreach (ErrorRow error in report.Errors)
            {
                outcome = error.Name == row.Name && error.Method == row.Method ? error.Error : outcome;
            }

            Console.Out.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{userClass}: {row.Method} {row.Name}: {outcome}, {row.MaxResponseTime:0.###} ms, "
                + $"{row.TotalContentLength} bytes\n"));
        }
    }
}
