using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load;

/// <summary>
/// Turns the options on how much load comes when into the load model, or says the first reason why not. The shapes
/// count from the start of the warm-up, during which the first level holds. So a ramp, or the first stage, begins when
/// the clock does.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class LoadPlanner
{
    private const int DefaultConnections = 10;

    private static readonly TimeSpan s_defaultDuration = TimeSpan.FromSeconds(10);

    // What "no limit" is: longer than any run, and short enough that no sum of times leaves its type.
    private static readonly TimeSpan s_unlimited = TimeSpan.FromDays(3_650);

    /// <summary>Decides on the load that options describe.</summary>
    public static LoadDecision Decide(LoadOptions load)
    {
        TimeSpan staged = load.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);
        bool hasTimeLimit = load.Duration is { } typed
            ? !TimeLimit.IsNone(typed)
            : staged > TimeSpan.Zero || load.RequestCount is null;
        TimeSpan duration = !hasTimeLimit ? s_unlimited
            : load.Duration ?? (staged > TimeSpan.Zero ? staged : s_defaultDuration);
        LoadShape? users = load.Rate is null && load.Stages.Count > 0
            ? Shape(load, load.Connections ?? 0)
            : null;
        return new LoadDecision
        {
            Model = new LoadModel
            {
                Rate = RateOf(load, duration),
                Users = users,
                MaxUsers = load.MaxUsers ?? 0,
                Warmup = load.Warmup,

                // A batch is sent whole.
                Requests = load.RequestCount is { } requests ? (requests + load.Pipeline - 1) / load.Pipeline : 0,
                ThinkShortest = load.ThinkTime.Shortest,
                ThinkLongest = load.ThinkTime.Longest,
                BatchLatency = load.BatchLatency,
            },
            Duration = duration,
            HasTimeLimit = hasTimeLimit,
            Connections = users is null ? (load.Connections ?? DefaultConnections) : (int)Math.Ceiling(users.Peak),
        };
    }

    /// <summary>What the user should know about how the options were taken.</summary>
    internal static IEnumerable<string> Warnings(LoadOptions load, LoadDecision decision, OptionNames names)
    {
        if (load.Warmup > decision.Duration)
        {
            yield return $"the warm-up ({names.Warmup}) takes longer than what is measured ({names.Duration})";
        }

        if (load.RequestCount is { } requests && requests % load.Pipeline != 0)
        {
            long sent = (requests + load.Pipeline - 1) / load.Pipeline * load.Pipeline;
            yield return $"{names.RequestCount} {requests} with {names.Pipeline} {load.Pipeline} "
                + $"sends {sent} requests: "
                + "a batch is sent whole";
        }
    }

    /// <summary>Returns what cannot be combined, or null.</summary>
    /// <param name="load">The options.</param>
    /// <param name="hasSource">Whether something else makes the requests.</param>
    /// <param name="names">What options are called.</param>
    public static string? Conflict(LoadOptions load, bool hasSource, OptionNames names)
    {
        bool isRamp = load.RateAtEnd is not null;
        if (isRamp && load.Stages.Count > 0)
        {
            return $"{names.Ramp} and {names.Stages} cannot be combined; write the ramp as a stage{names.RampAsStage}";
        }

        if (isRamp && (load.Duration is { } duration ? TimeLimit.IsNone(duration) : load.RequestCount is not null))
        {
            return $"{names.Ramp} needs to know how long the ramp takes; add {names.Duration}";
        }

        if (load.Rate is not null && load.ThinkTime.Longest > TimeSpan.Zero)
        {
            return $"{names.Think} and {names.Rate} cannot be combined: with a rate, the schedule decides when to send";
        }

        if (load.Pipeline > 1 && hasSource)
        {
            return $"{names.Pipeline} and {names.Source} cannot be combined; {names.SourceBatches}";
        }

        if (load.Rate is null && load.Stages.Any(stage => stage.Level > int.MaxValue))
        {
            return $"{names.Stages} asks for too many connections; with {names.Rate}, it gives a rate";
        }

        return ConflictOfRequests(load, hasSource || load.Pipeline > 1, names) ?? ConflictOfStages(load, names);
    }

    private static string? ConflictOfRequests(LoadOptions load, bool isBatched, OptionNames names)
    {
        if (load.RequestsPerConnection > 0 && isBatched)
        {
            return $"{names.Closing} cannot be combined with {names.Pipeline} or {names.Source}";
        }

        if ((load.MaxRedirects > 0 || load.KeepsCookies) && isBatched)
        {
            return $"{names.MaxRedirects} and {names.KeepsCookies} cannot be combined with {names.Pipeline} or "
                + $"{names.Source}{names.SourceLooksBack}";
        }

        return load.KeepsCookies && load.RequestsPerConnection == 1
            ? $"{names.KeepsCookies} lasts as long as a connection, so it cannot be combined with one for each request"
            : null;
    }

    private static string? ConflictOfStages(LoadOptions load, OptionNames names) =>
        load.Rate is null && load.Stages.Count > 0 && load.Stages.All(stage => stage.Level < 1)
            && load.Connections is null
            ? $"{names.Stages} never asks for a connection; without {names.Rate}, its level is a number of connections"
            : null;

    /// <summary>Rows that may be used once are a budget of requests.</summary>
    internal static LoadModel WithRows(LoadModel load, EntryPlan? entries, long pipeline)
    {
        if (entries is not { Data: { } data, Mode: DataMode.Unique })
        {
            return load;
        }

        long batches = Math.Max(1, (data.RowCount + pipeline - 1) / pipeline);
        return load with { Requests = load.Requests == 0 ? batches : Math.Min(load.Requests, batches) };
    }

    private static LoadShape? RateOf(LoadOptions load, TimeSpan duration)
    {
        if (load.Rate is not { } rate)
        {
            return null;
        }

        return load.RateAtEnd is { } end
            ? Shape(load with { Stages = [new LoadStage(duration, end)] }, rate)
            : Shape(load, rate);
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
