using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Statistics;

namespace LocustBridge.Tasks;

// --run-tasks: some tasks, once each, without a master, to see whether they work.
internal static class TaskRehearsal
{
    /// <summary>Runs them in the given order and prints what they record.</summary>
    /// <returns>The exit code: 0, or 1 if one failed or is not there.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<LocustUserClass> userClasses,
        IReadOnlyList<string> names,
        TextWriter output,
        TextWriter error,
        CancellationToken stop)
    {
        int code = 0;
        foreach (string name in names)
        {
            LocustUserClass? owner = userClasses.FirstOrDefault(item => item.Tasks.Any(task => task.Name == name));
            if (owner is null)
            {
                string known = string.Join(", ", userClasses.SelectMany(item => item.Tasks).Select(task => task.Name));
                await error.WriteLineAsync($"there is no task '{name}'. There are: {known}.").ConfigureAwait(false);
                return 1;
            }

            LocustStatistics statistics = new();
            string? failure = await RunAsync(owner, name, statistics, stop).ConfigureAwait(false);
            StatsReport report = new();
            statistics.Take(report);
            foreach (StatsRow row in report.Rows)
            {
                string outcome = report.Errors.FirstOrDefault(
                    item => item.Name == row.Name && item.Method == row.Method)?.Error ?? "ok";
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {row.Method} {row.Name}: {outcome}, {row.MaxResponseTime:0.###} ms, "
                    + $"{row.TotalContentLength} bytes")).ConfigureAwait(false);
            }

            if (failure is not null)
            {
                await error.WriteLineAsync($"{name}: {failure}").ConfigureAwait(false);
            }

            code = failure is not null || report.Errors.Count != 0 ? 1 : code;
        }

        return code;
    }

    // As a user would: with its beginning and its end. Returns what was thrown.
    private static async Task<string?> RunAsync(
        LocustUserClass owner, string name, LocustStatistics statistics, CancellationToken stop)
    {
        LocustUser user = new(owner, 0, null, statistics, stop);
        try
        {
            if (owner.OnStart is { } start)
            {
                await start(user).ConfigureAwait(false);
            }

            await owner.Tasks.First(task => task.Name == name).Run(user).ConfigureAwait(false);
            if (owner.OnStop is { } end)
            {
                await end(user).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }
}
