using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Runner.Tests.Conformance;

// Runs every case of the table once for each tool, several at a time, so that the table takes seconds and not minutes.
internal static class ConformanceRuns
{
    private static readonly ConcurrentDictionary<(WrkTool Tool, string Name), Task<RunResult>> s_runs = new();

    public static Task<RunResult> GetAsync(WrkTool tool, string name)
    {
        // Whoever asks first starts them all.
        foreach (RunCase item in RunCases.All)
        {
            s_runs.GetOrAdd((tool, item.Name), static (key, arg) => RunAsync(key.Tool, arg), item);
        }

        return s_runs[(tool, name)];
    }

    public static RunCase CaseOf(string name) => RunCases.All.Single(item => item.Name == name);

    private static async Task<RunResult> RunAsync(WrkTool tool, RunCase item)
    {
        // On a machine that gives it no time, a run has next to nothing to show: it is made again, and longer.
        RunResult run = await RunAsync(tool, item, "-d1");
        foreach (string longer in (string[])["-d4", "-d16"])
        {
            if (run.ServerRequests < item.LeastRequests && item.Args.Contains("-d1", StringComparison.Ordinal))
            {
                run = await RunAsync(tool, item, longer);
            }
        }

        return run;
    }

    private static async Task<RunResult> RunAsync(WrkTool tool, RunCase item, string duration)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        IEnumerable<string> options = item.Args.Split(' ').Select(word => word == "-d1" ? duration : word);
        WrkOutcome outcome = await WrkProcess.RunAsync(
            tool, [.. options, $"http://127.0.0.1:{server.Port}{item.Path}"]);
        await server.SettleAsync();
        return new RunResult(outcome, server.ConnectionCount, server.RequestCount);
    }
}
