using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Planning;
using Runner.Options;
using Runner.Options.Parsing;

namespace Runner.Planning;

// Options → plan, or the first reason why not, in wrk's order of checks. Everything that can be known
// before the first request is decided here, so that the engine has no text to read.
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

        return Assemble(options, url);
    }

    private static (RunPlan? Plan, PlanError? Error) Assemble(CliOptions options, TargetUrl url)
    {
        HeaderList headers = new(url.HostField);
        foreach (string text in options.Headers)
        {
            headers.Add(text);
        }

        (LoadOptions? typed, string? refusal) = Describe(options, url, headers);
        if (typed is null)
        {
            return (null, new PlanError($"runner: {refusal}", ShowUsage: false));
        }

        try
        {
            (RunPlan plan, string? fault) = PlanBuilder.Build(typed, TermsOf(options, url));
            PlanError? late = fault is null ? null : new PlanError(fault, ShowUsage: false);
            return (Complete(plan, options, headers), late);
        }
        catch (LoadException refused)
        {
            return (null, new PlanError($"runner: {refused.Message}", ShowUsage: false));
        }
    }

    /// <summary>What is wrong with thresholds and expectations, whatever is loaded; null if nothing is.</summary>
    public static string? FaultOfGates(CliOptions options) =>
        PlanBuilder.FaultOfGates(TypedOptions.Of(options), options.Gates.NamesComeLater, Flags.Names);

    // All that was typed, files read, as a program would say it.
    private static (LoadOptions? Typed, string? Error) Describe(CliOptions options, TargetUrl url, HeaderList headers)
    {
        (LoadTls? tls, string? error) = TlsPlanner.Plan(options.Connection);
        if (tls is null)
        {
            return (null, error);
        }

        HttpProxy? proxy = ProxyPlanner.Plan(options.Connection);
        (DnsEndPoint? connectTo, IReadOnlyList<IPAddress> addresses) =
            RoutePlanner.Plan(url, proxy, options.Connection);
        LoadOptions typed = TypedOptions.Of(options) with
        {
            Tls = tls,
            Proxy = proxy,
            ConnectTo = connectTo,
            Addresses = addresses,
        };
        (LoadOptions? described, error) = RequestPlanner.Plan(typed, options.Request, headers);
        return described is null ? (null, error) : EntryPlanner.Plan(described, options.Request, url);
    }

    private static PlanTerms TermsOf(CliOptions options, TargetUrl url) => new()
    {
        Url = url,
        Names = Flags.Names,
        IsScripted = options.ScriptPath is not null,
        NamesComeLater = options.ScriptPath is not null || options.Gates.NamesComeLater,
    };

    // What only the command has.
    private static RunPlan Complete(RunPlan plan, CliOptions options, HeaderList headers) => plan with
    {
        Url = options.Url!,
        CommandText = options.CommandText,
        TypedHeaders = headers.Typed,
        Warnings = [.. headers.Warnings, .. plan.Warnings],
        Load = plan.Load with { MaxUsers = options.Load.MaxUsers },
        PrintLatency = options.PrintLatency || options.Output.Percentiles.Count > 0,
        PrintUncorrected = options.Load.PrintUncorrected,
        Transport = options.Transport,
        ScriptPath = options.ScriptPath,
        ScriptArguments = options.ScriptArguments,
    };

    private static PlanError? LoadCheck(CliOptions options)
    {
        PaceOptions load = options.Load;
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
}

// Why no run can start: the message for stderr, if there is one, whether the usage belongs on stdout, and the exit
// code. A hint says what to do next, where the message is wrk's.
internal sealed record PlanError(string? Message, bool ShowUsage, int ExitCode = 1, string? Hint = null);
