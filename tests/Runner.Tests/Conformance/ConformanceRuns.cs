using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;

namespace Runner.Tests.Conformance;

// Runs every case of the table once for each tool, several at a time, so that the table takes seconds and not minutes.
internal static class ConformanceRuns
{
    private static readonly ConcurrentDictionary<(WrkTool Tool, string Name), Task<RunResult>> s_runs = new();

    public static Task<RunResult> GetAsync(WrkTool tool, string name)
    {
        // The first caller starts them all.
        foreach (RunCase item in RunCases.All)
        {
            s_runs.GetOrAdd((tool, item.Name), static (key, arg) => RunAsync(key.Tool, arg), item);
        }

        return s_runs[(tool, name)];
    }

    public static RunCase CaseOf(string name) => RunCases.All.Single(item => item.Name == name);

    private static Task<RunResult> RunAsync(WrkTool tool, RunCase item) => LongerRuns.RunAsync(
        item.Args, options => RunAsync(tool, item, options), run => run.ServerRequests < item.LeastRequests);

    private static async Task<RunResult> RunAsync(WrkTool tool, RunCase item, string options)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        WrkOutcome outcome = await WrkProcess.RunAsync(
            tool, [.. options.Split(' '), $"http://127.0.0.1:{server.Port}{item.Path}"]);
        await server.SettleAsync();
        return new RunResult(outcome, server.ConnectionCount, server.RequestCount);
    }
}
