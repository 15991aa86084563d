using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load.Planning;
using Runner.Options;
using Runner.Planning;

namespace Runner.Locust.Options;

// What a user class does, as a plan for its lanes: once before the test begins, since the master may name another host
// each time.
internal static class ClassPlanner
{
    // Longer than any test.
    private static readonly TimeSpan s_unlimited = TimeSpan.FromDays(3_650);

    /// <summary>
    /// The URL that the users of this run load, or null when neither the master nor the command line names a host.
    /// </summary>
    /// <param name="options">What was typed.</param>
    /// <param name="masterHost">The host that the master wants; null for none.</param>
    public static string? UrlOf(LocustOptions options, string? masterHost)
    {
        string? host = masterHost ?? options.Host;
        if (host is null)
        {
            return options.Url is ['/', ..] ? null : options.Url;
        }

        host = host.Contains("://", StringComparison.Ordinal) ? host : "http://" + host;
        string path = options.Url switch
        {
            null => "",
            ['/', ..] => options.Url,
            string url => TargetUrl.TryParse(url)?.Target ?? "",
        };
        return path.Length == 0 ? host : host.TrimEnd('/') + path;
    }

    /// <summary>Makes the plan of a class.</summary>
    /// <param name="options">What was typed.</param>
    /// <param name="userClass">The class.</param>
    /// <param name="urlText">The URL.</param>
    /// <param name="arguments">What the class's script is told.</param>
    /// <param name="cancellationToken">Gives up looking for the host.</param>
    /// <returns>The plan, or one line that says why there is none.</returns>
    public static async Task<(RunPlan? Plan, string? Error)> PlanAsync(
        LocustOptions options,
        UserClassOption userClass,
        string urlText,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken)
    {
        CliOptions described = Describe(options, userClass, urlText) with { ScriptArguments = arguments };
        (RunPlan? plan, PlanError? refusal) = RunPlanner.Plan(described);
        if (plan is null || refusal is not null)
        {
            return (null, Plain(refusal?.Message ?? $"invalid URL '{urlText}' (http://host:port/path is expected)"));
        }

        (IReadOnlyList<IPEndPoint> addresses, string? error) =
            await FindAsync(plan.ParsedUrl, cancellationToken).ConfigureAwait(false);

        // Figures for each entry are what the rows of the statistics are.
        EntryPlan? entries = plan.Entries is null ? null : plan.Entries with { IsReported = false };
        TimeSpan? limit = options.Headless ? options.RunTime : null;
        return error is not null ? (null, error) : (plan with
        {
            Addresses = addresses,
            Entries = entries,
            IsElastic = true,
            Duration = limit ?? s_unlimited,
            HasTimeLimit = limit is not null,
        }, null);
    }

    // The same planner as wrk mode's, so that an option means the same in both.
    private static CliOptions Describe(LocustOptions options, UserClassOption userClass, string url) =>
        options.Shared with
        {
            Url = url,
            Threads = options.Threads,
            Connections = options.Threads,
            Timeout = options.RequestTimeout,
            LatencyCorrection = LatencyCorrection.None,
            ScriptPath = userClass.ScriptPath,
        };

    private static string Plain(string message) =>
        message.StartsWith("runner: ", StringComparison.Ordinal) ? message[8..] : message;

    // A target that refuses at this moment is no reason not to begin: its refusals are what the test will show.
    private static async Task<(IReadOnlyList<IPEndPoint> Addresses, string? Error)> FindAsync(
        TargetUrl url, CancellationToken cancellationToken)
    {
        Route route = Route.To(url) with { Names = Flags.Names };
        (IReadOnlyList<IPEndPoint> reachable, ProbeFailure? failure) =
            await TargetProbe.ConnectAsync(route, cancellationToken).ConfigureAwait(false);
        if (failure is null)
        {
            return (reachable, null);
        }

        (IPEndPoint[] found, failure) = await TargetProbe.ResolveAsync(route, cancellationToken).ConfigureAwait(false);
        return failure is null ? (found, null) : ([], $"{failure.Message} (is the host name right?)");
    }
}
