using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Planning;
using Runner.Cli;

namespace Runner.Planning;

// The load options → the load model, or the first reason why not. Stateless.
// What the shapes count from is the start of the warm-up, during which the first level holds; so a ramp, or the first
// stage, begins when the clock does.
internal static class LoadPlanner
{
    // What "no limit" is: longer than any run, and short enough that no sum of times leaves its type.
    private static readonly TimeSpan s_unlimited = TimeSpan.FromDays(3_650);

    public static PlanError? Check(CliOptions options)
    {
        LoadOptions load = options.Load;
        bool needsRate = load.PrintUncorrected || load.BatchLatency;
        if (load.Rate is { From: 0, To: 0 } && load.Stages.Count == 0 || (needsRate && load.Rate is null))
        {
            // wrk2's words.
            return new PlanError("Throughput MUST be specified with the --rate or -R option", ShowUsage: true);
        }

        string? conflict = Conflict(options, load);
        return conflict is null ? null : new PlanError($"runner: {conflict}", ShowUsage: false);
    }

    public static LoadDecision Decide(CliOptions options)
    {
        LoadOptions load = options.Load;
        TimeSpan staged = load.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);
        bool hasTimeLimit = load.IsDurationTyped || staged > TimeSpan.Zero || load.Requests is null;
        TimeSpan duration = !hasTimeLimit ? s_unlimited
            : !load.IsDurationTyped && staged > TimeSpan.Zero ? staged
            : options.Duration;
        LoadShape? users = load.Rate is null && load.Stages.Count > 0
            ? Shape(load, load.AreConnectionsTyped ? options.Connections : 0)
            : null;
        return new LoadDecision
        {
            Model = new LoadModel
            {
                Rate = RateOf(load, duration),
                Users = users,
                Warmup = load.Warmup,

                // A batch is sent whole.
                Requests = load.Requests is { } requests ? (requests + load.Pipeline - 1) / load.Pipeline : 0,
                ThinkShortest = load.Think.Shortest,
                ThinkLongest = load.Think.Longest,
                BatchLatency = load.BatchLatency,
            },
            Duration = duration,
            HasTimeLimit = hasTimeLimit,
            Connections = users is null ? (int)options.Connections : (int)Math.Ceiling(users.Peak),
        };
    }

    /// <summary>What the user should know about how the options were taken.</summary>
    public static IEnumerable<string> Warnings(LoadOptions load, LoadDecision decision)
    {
        if (load.Warmup > decision.Duration)
        {
            yield return "the warm-up (-w) takes longer than what is measured (-d)";
        }

        if (load.Requests is { } requests && requests % load.Pipeline != 0)
        {
            long sent = (requests + load.Pipeline - 1) / load.Pipeline * load.Pipeline;
            yield return $"-n {requests} with -p {load.Pipeline} sends {sent} requests: a batch is sent whole";
        }
    }

    private static string? Conflict(CliOptions options, LoadOptions load)
    {
        if (load.Rate is { IsRamp: true } && load.Stages.Count > 0)
        {
            return "-R A:B and --stage cannot be combined; write the ramp as a stage: -R A --stage T:B";
        }

        if (load.Rate is { IsRamp: true } && load.Requests is not null && !load.IsDurationTyped)
        {
            return "-R A:B needs to know how long the ramp takes; add -d";
        }

        if (load.Rate is not null && load.Think.Longest > TimeSpan.Zero)
        {
            return "--think and -R cannot be combined: with a rate, the schedule decides when to send";
        }

        if (load.Pipeline > 1 && options.ScriptPath is not null)
        {
            return "-p and -s cannot be combined; the script's request() returns several requests in one string";
        }

        if (load.Rate is null && load.Stages.Any(stage => stage.Level > int.MaxValue))
        {
            return "--stage asks for too many connections; with -R, it gives a rate";
        }

        return load.Rate is null && load.Stages.Count > 0 && load.Stages.All(stage => stage.Level < 1)
            && !load.AreConnectionsTyped
            ? "--stage never asks for a connection; without -R, its level is a number of connections"
            : null;
    }

    private static LoadShape? RateOf(LoadOptions load, TimeSpan duration)
    {
        if (load.Rate is not { } rate)
        {
            return null;
        }

        return rate.IsRamp
            ? Shape(load with { Stages = [new LoadStage(duration, rate.To)] }, rate.From)
            : Shape(load, rate.From);
    }

    private static LoadShape Shape(LoadOptions load, double start)
    {
        List<(TimeSpan Duration, double Level)> stages = [];
        if (load.Warmup > TimeSpan.Zero && load.Stages.Count > 0)
        {
            stages.Add((load.Warmup, start));
        }

        stages.AddRange(load.Stages.Select(stage => (stage.Duration, stage.Level)));
        return new LoadShape(start, stages);
    }
}
