using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using Runner.Cli;

namespace Runner.Planning;

// Options → plan, or the first reason why not, in wrk's order of checks. Everything that can be known
// before the first request is decided here, so that the engine has no text to read. Stateless.
internal static class RunPlanner
{
    private const int TooFewFilesCode = 2;

    public static async Task<(RunPlan? Plan, PlanError? Error)> PlanAsync(CliOptions options, CancellationToken cancel)
    {
        (RunPlan? plan, PlanError? error) = Plan(options);
        if (plan is null)
        {
            return (null, error);
        }

        // Before anything is opened: close to the limit the runtime itself could not go on.
        if (FileLimit.Check(plan) is { } tooFew)
        {
            return (null, new PlanError($"runner: {tooFew}", ShowUsage: false, TooFewFilesCode));
        }

        (IReadOnlyList<IPEndPoint> addresses, ProbeFailure? refusal, TimeSpan? dns) =
            await TargetProbe.WaitAsync(plan, options.Connection.WaitFor, cancel).ConfigureAwait(false);
        if (refusal is not null)
        {
            return (null, new PlanError(refusal.Message, ShowUsage: false, Hint: refusal.Hint));
        }

        // wrk looks at the request only after it has connected.
        return error is not null ? (null, error) : (plan with { Addresses = addresses, DnsTime = dns }, null);
    }

    /// <summary>
    /// The part that needs no network. Returns a plan together with an error when the request itself is faulty: that is
    /// reported only if the target can be reached.
    /// </summary>
    internal static (RunPlan? Plan, PlanError? Error) Plan(CliOptions options)
    {
        if (options is { Url: null, Request.UrlsPath: { } urls })
        {
            (options, string? missing) = EntryPlanner.WithUrl(options, urls);
            if (missing is not null)
            {
                return (null, new PlanError($"runner: {missing}", ShowUsage: false));
            }
        }

        if (options.Url is null || options.Threads == 0 || options.Duration == TimeSpan.Zero)
        {
            string? what = options.Url is null ? "the URL is missing"
                : options.Threads == 0 ? "-t 0 has no thread to make load"
                : "-d 0 ends before it begins";
            return (null, new PlanError(null, ShowUsage: true, Hint: what));
        }

        TargetUrl? url = TargetUrl.TryParse(options.Url);
        if (url is null)
        {
            return (null, new PlanError(
                $"invalid URL: {options.Url}", ShowUsage: true, Hint: HabitHints.OfUrl(options.Url)));
        }

        // More than the kernel can number; wrk dies of it for want of memory.
        bool isCountable = options.Connections <= int.MaxValue;
        PlanError? bad = isCountable ? LoadCheck(options) : null;
        if (bad is not null)
        {
            return (null, bad);
        }

        LoadDecision? load = isCountable ? LoadPlanner.Decide(TypedOptions.Of(options)) : null;
        if (load is { Connections: > 0 } && !options.AreThreadsTyped)
        {
            options = options with { Threads = Math.Min(options.Threads, load.Connections) };
        }

        if (load is not null && load.Connections < options.Threads)
        {
            return (null, new PlanError(
                "number of connections must be >= threads",
                ShowUsage: true,
                Hint: $"each thread needs a connection: -t {Math.Max(1, load.Connections)} or fewer, or more with -c"));
        }

        if (load is null)
        {
            return (null, new PlanError(
                null, ShowUsage: true, Hint: $"-c {options.Connections} is more than can be counted"));
        }

        HeaderList headers = new(url.HostField);
        foreach (string text in options.Headers)
        {
            headers.Add(text);
        }

        (Parts? parts, string? refusal) = PlanParts(options, url, headers);
        if (parts is null)
        {
            return (null, new PlanError($"runner: {refusal}", ShowUsage: false));
        }

        string? fault = headers.FindFault();
        PlanError? late = fault is null ? null : new PlanError(fault, ShowUsage: false);
        return (Assemble(options, load, url, parts, headers), late);
    }

    private static (Parts? Parts, string? Error) PlanParts(CliOptions options, TargetUrl url, HeaderList headers)
    {
        (TlsPlan? tls, string? error) = TlsPlanner.Plan(options.Connection);
        if (tls is null)
        {
            return (null, error);
        }

        (RequestSpec? request, error) = RequestPlanner.Plan(options, url, headers);
        if (request is null)
        {
            return (null, error);
        }

        (EntryPlan? entries, error) = EntryPlanner.Plan(options.Request, url, request);
        if (error is not null)
        {
            return (null, error);
        }

        (GatePlan? gates, error) = GatePlanner.Plan(
            options.ScriptPath is null ? options.Gates : options.Gates with { NamesComeLater = true },
            options.Load.Rate is not null,
            options.Request.MaxRedirects > 0,
            entries is { IsReported: true } ? [.. entries.Entries.Select(entry => entry.Name)] : null,
            Flags.Names);
        return gates is null ? (null, error) : (new Parts(request, entries, tls, gates), null);
    }

    private static RunPlan Assemble(
        CliOptions options, LoadDecision load, TargetUrl url, Parts parts, HeaderList headers) => new()
        {
            Target = new HttpEndPoint(url.IsTls, url.Host, url.Port, options.UnixSocketPath),
            Addresses = [],
            Request = RequestBytes.Prepare(parts.Request, (int)options.Load.Pipeline),
            Entries = parts.Entries,
            Pipeline = (int)options.Load.Pipeline,
            RequestsPerConnection = (int)Math.Min(int.MaxValue, options.Request.RequestsPerConnection),
            MaxRedirects = options.Request.MaxRedirects,
            KeepsCookies = options.Request.KeepsCookies,
            Tls = parts.Tls,
            Gates = parts.Gates,
            Route = RoutePlanner.Plan(url, options.Connection),
            Tunnel = ProxyPlanner.TunnelOf(options, url),
            LocalAddresses = options.Connection.LocalAddresses,
            ConnectTimeout = options.Connection.ConnectTimeout > TimeSpan.Zero
                ? options.Connection.ConnectTimeout
                : null,
            Url = options.Url!,
            CommandText = options.CommandText,
            RunName = options.RunName,
            Tags = options.Tags,
            ParsedUrl = url,
            Headers = headers.Items,
            TypedHeaders = headers.Typed,
            Warnings = [.. headers.Warnings, .. LoadPlanner.Warnings(TypedOptions.Of(options), load, Flags.Names)],
            Lanes = (int)options.Threads,
            Connections = load.Connections,
            Duration = load.Duration,
            HasTimeLimit = load.HasTimeLimit,
            Drain = options.Load.Drain,
            RequestLimit = options.Load.Requests ?? 0,
            Load = (options.Request.MaxRedirects == 0
                ? LoadPlanner.WithRows(load.Model, parts.Entries, options.Load.Pipeline)
                : load.Model) with
            {
                MaxUsers = options.Load.MaxUsers,
            },
            Seed = (int)options.Load.Seed,
            Timeout = options.Timeout,
            Percentiles = options.Output.Percentiles,
            PrintLatency = options.PrintLatency || options.Output.Percentiles.Count > 0,
            PrintUncorrected = options.Load.PrintUncorrected,
            LatencyCorrection = options.LatencyCorrection,
            Transport = options.Transport,
            ScriptPath = options.ScriptPath,
            ScriptArguments = options.ScriptArguments,
        };

    private static PlanError? LoadCheck(CliOptions options)
    {
        Cli.LoadOptions load = options.Load;
        bool needsRate = load.PrintUncorrected || load.BatchLatency;
        if (load.Rate is { From: 0, To: 0 } && load.Stages.Count == 0 || (needsRate && load.Rate is null))
        {
            // wrk2's words.
            return new PlanError("Throughput MUST be specified with the --rate or -R option", ShowUsage: true);
        }

        string? conflict = LoadPlanner.Conflict(
            TypedOptions.Of(options), options.ScriptPath is not null, Flags.Names);
        return conflict is null ? null : new PlanError($"runner: {conflict}", ShowUsage: false);
    }

    private sealed record Parts(RequestSpec Request, EntryPlan? Entries, TlsPlan Tls, GatePlan Gates);
}
