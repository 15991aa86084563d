using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using Runner.Planning;

namespace Runner.Scripting;

// Brings a plan's script to life before the run, and hands it the results after it.
internal static class ScriptLoader
{
    /// <summary>Loads the plan's script into all its states, and checks its first request as wrk does.</summary>
    /// <returns>The script; null when there is none, or when <paramref name="failure"/> says why not.</returns>
    public static ScriptHost? Load(RunPlan plan, ScriptSettings settings, out ScriptError? failure)
    {
        failure = null;
        if (plan.ScriptPath is null)
        {
            return null;
        }

        ScriptHost? host = ScriptHost.TryLoad(Describe(plan, settings), out failure);
        if (host is { Scenario: null })
        {
            failure ??= host.Validate(new RequestScanner());
        }

        if (failure is null)
        {
            return host;
        }

        host?.Dispose();
        return null;
    }

    /// <summary>Calls done(), after the report.</summary>
    /// <returns>What failed, now or while the load was running.</returns>
    public static ScriptError? Finish(ScriptHost script, RunSnapshot run, RunPlan plan)
    {
        foreach (LaneScript lane in script.Lanes)
        {
            if (lane.LastError is { } failure)
            {
                return failure;
            }
        }

        if (script.Scenario is { } scenario)
        {
            // A run in which nothing came to its end has measured nothing.
            return scenario.Failure ?? (run.Scenario is { All: { Completed: 0, Failed: > 0 } }
                ? new ScriptError(ScriptErrorKind.Run, "runner: every iteration of the scenario failed")
                : null);
        }

        ScriptSummary summary = new(
            run.RuntimeUs,
            run.Completed,
            run.BytesRead,
            run.ConnectErrors,
            run.ReadErrors,
            run.WriteErrors,
            run.StatusErrors,
            run.Timeouts);
        Distribution latency = plan.CorrectsLatency ? run.CorrectedLatency : run.Latency;
        return script.Done(summary, new DistributionStatistics(latency), new DistributionStatistics(run.Rates));
    }

    // Lanes print at the same time; a line goes out whole.
    private static void PrintAside(ReadOnlySpan<byte> text)
    {
        using Stream error = Console.OpenStandardError();
        error.Write(text);
    }

    private static ScriptPlan Describe(RunPlan plan, ScriptSettings settings) => new()
    {
        ScriptPath = plan.ScriptPath!,
        Arguments = plan.ScriptArguments,
        Url = plan.Url,
        Scheme = plan.ParsedUrl.Scheme,
        Host = plan.ParsedUrl.Host,
        Port = plan.ParsedUrl.PortText,
        Path = plan.ParsedUrl.Target,
        Headers = [.. plan.TypedHeaders.Select(header => new KeyValuePair<string, string>(header.Name, header.Value))],
        Addresses = plan.Addresses,
        LaneCount = plan.Lanes,
        Engine = settings.Engine,
        Output = settings.PrintsAside ? PrintAside : null,
    };
}
