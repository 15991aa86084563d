using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp;
using Runner.Cli;
using Runner.Scripting;

namespace Runner.Planning;

// Options → plan, or the first reason why not, in wrk's order of checks (wrk.md §1.3). Everything that can be known
// before the first request is decided here, so that the engine has no text to read. Stateless.
internal static class RunPlanner
{
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
            return (null, tooFew);
        }

        IReadOnlyList<IPEndPoint> addresses = [];
        string? refusal;
        if (plan.Target.UnixPath is string path)
        {
            refusal = await TargetProbe.ConnectUnixAsync(path, cancel).ConfigureAwait(false);
        }
        else
        {
            (addresses, refusal) = await TargetProbe.ConnectAsync(plan.ParsedUrl, cancel).ConfigureAwait(false);
        }

        if (refusal is not null)
        {
            return (null, new PlanError(refusal, ShowUsage: false));
        }

        // wrk looks at the request only after it has connected.
        return error is not null ? (null, error) : (plan with { Addresses = addresses }, null);
    }

    /// <summary>
    /// The part that needs no network. Returns a plan together with an error when the request itself is faulty: that is
    /// reported only if the target can be reached.
    /// </summary>
    internal static (RunPlan? Plan, PlanError? Error) Plan(CliOptions options)
    {
        if (options.Url is null || options.Threads == 0 || options.Duration == TimeSpan.Zero)
        {
            return (null, new PlanError(null, ShowUsage: true));
        }

        TargetUrl? url = TargetUrl.TryParse(options.Url);
        if (url is null)
        {
            return (null, new PlanError($"invalid URL: {options.Url}", ShowUsage: true));
        }

        // More than the kernel can number; wrk dies of it for want of memory.
        bool isCountable = options.Connections <= int.MaxValue;
        PlanError? bad = isCountable ? LoadPlanner.Check(options) : null;
        if (bad is not null)
        {
            return (null, bad);
        }

        LoadDecision? load = isCountable ? LoadPlanner.Decide(options) : null;
        if (load is not null && load.Connections < options.Threads)
        {
            return (null, new PlanError("number of connections must be >= threads", ShowUsage: true));
        }

        if (load is null)
        {
            return (null, new PlanError(null, ShowUsage: true));
        }

        HeaderList headers = new(url.HostField);
        foreach (string text in options.Headers)
        {
            headers.Add(text);
        }

        string? fault = headers.FindFault();
        return (Assemble(options, load, url, headers), fault is null ? null : new PlanError(fault, ShowUsage: false));
    }

    private static RunPlan Assemble(
        CliOptions options, LoadDecision load, TargetUrl url, HeaderList headers) => new()
    {
        Target = new HttpEndPoint(url.IsTls, url.Host, url.Port, options.UnixSocketPath),
        Addresses = [],
        Request = RequestBytes.Prepare(url.Target, headers.Items, (int)options.Load.Pipeline),
        Url = options.Url!,
        ParsedUrl = url,
        Headers = headers.Items,
        TypedHeaders = headers.Typed,
        Warnings = [.. headers.Warnings, .. LoadPlanner.Warnings(options.Load)],
        Lanes = (int)options.Threads,
        Connections = load.Connections,
        Duration = load.Duration,
        HasTimeLimit = load.HasTimeLimit,
        RequestLimit = options.Load.Requests ?? 0,
        Load = load.Model,
        Seed = (int)options.Load.Seed,
        Timeout = options.Timeout,
        PrintLatency = options.PrintLatency,
        PrintUncorrected = options.Load.PrintUncorrected,
        LatencyCorrection = options.LatencyCorrection,
        Transport = options.Transport,
        LuaEngine = options.Lua switch
        {
            LuaChoice.LuaJit => LuaEngineKind.LuaJit,
            LuaChoice.Lua54 => LuaEngineKind.Lua54,
            _ => LuaEngineKind.Auto,
        },
        ScriptPath = options.ScriptPath,
        ScriptArguments = options.ScriptArguments,
    };
}
