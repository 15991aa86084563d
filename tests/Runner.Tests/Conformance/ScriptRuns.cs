using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Runner.Tests.Conformance;

// Runs scripts under wrk and under ours, each against a server of its own, both at the same time.
internal static class ScriptRuns
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Scripting", "scripts");

    /// <summary>The same case through both.</summary>
    public static async Task<(ScriptRun Wrk, ScriptRun Ours)> BothAsync(ScriptCase item)
    {
        Task<ScriptRun> wrk = RunAsync(WrkTool.Wrk, item);
        Task<ScriptRun> ours = RunAsync(WrkTool.Runner, item);
        return (await wrk, await ours);
    }

    /// <summary>Several cases, through both.</summary>
    public static Task<(ScriptRun Wrk, ScriptRun Ours)[]> AllAsync(IEnumerable<ScriptCase> items) =>
        Task.WhenAll(items.Select(BothAsync));

    public static Task<ScriptRun> RunAsync(WrkTool tool, ScriptCase item) => LongerRuns.RunAsync(
        item.Options,
        options => RunAsync(tool, item with { Options = options }, null),
        run => run.ExitCode == 0 && run.RequestCount < item.LeastRequests);

    /// <param name="tool">Whose command.</param>
    /// <param name="item">What to run.</param>
    /// <param name="whileRunning">Is given the process's id once the first request has come.</param>
    public static async Task<ScriptRun> RunAsync(WrkTool tool, ScriptCase item, Func<int, Task>? whileRunning)
    {
        await using ScriptedServer server = ScriptedServer.Start(idleLimit: item.IdleLimit);
        WrkOutcome outcome = await WrkProcess.RunAsync(tool, CommandLine(item, server.Port), async process =>
        {
            for (int round = 0; whileRunning is not null && round < 1000 && server.RequestCount == 0; round++)
            {
                await Task.Delay(10);
            }

            await (whileRunning?.Invoke(process) ?? Task.CompletedTask);
        });
        return new ScriptRun(outcome, server.Requests, server.Batches, server.RequestCount, server.Port);
    }

    /// <summary>The file of a script, as it is named on the command line.</summary>
    public static string FileOf(string script) => Path.Combine(s_folder, script);

    public static IEnumerable<string> CommandLine(ScriptCase item, int port)
    {
        string[] header = item.Header is null ? [] : ["-H", item.Header];
        string[] arguments = item.Arguments.Count == 0 ? [] : ["--", .. item.Arguments];
        string url = $"http://127.0.0.1:{port}{item.Path}";
        return [.. item.Options.Split(' '), .. header, "-s", FileOf(item.Script), url, .. arguments];
    }
}
