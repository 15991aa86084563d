using System;
using System.Collections.Generic;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Text;
using Runner.Options.Entries;
using Runner.Options.Values;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// The options on how much load comes when: wrk2's, then ours.
internal static class LoadTable
{
    private const long MaxRepeats = 1000;
    private const long MostUsers = 1_000_000;

    public static readonly OptionSpec<CliOptions> Requests = new("requests", 'n')
    {
        Group = OptionGroup.Load,
        ValueName = "N",
        Expected = "a number of requests, at least 1",
        Help = "ends after N requests, whichever of -n and -d comes first",
        Read = Value<long>(LoadNumbers.TryParseCount, (o, v) => o with { Load = o.Load with { Requests = v } }),
    };

    public static readonly OptionSpec<CliOptions> Rate = new("rate", 'R')
    {
        Group = OptionGroup.Load,
        ValueName = "R",
        Expected = "requests a second such as 1000, 1.5k or 90/m, or a ramp such as 100:2k",
        Help = "requests/s in total: 1000, 1.5k, 90/m, or a ramp 100:2k",
        Read = Value<RateRange>(LoadNumbers.TryParseRate, (o, v) => o with { Load = o.Load with { Rate = v } }),
    };

    public static readonly OptionSpec<CliOptions> Uncorrected = new("u_latency", 'U')
    {
        Group = OptionGroup.Output,
        Help = "with -R: prints the uncorrected latency too",
        Read = Flag(o => o with { Load = o.Load with { PrintUncorrected = true } }),
    };

    public static readonly OptionSpec<CliOptions> BatchLatency = new("batch_latency", 'B')
    {
        Group = OptionGroup.Output,
        Help = "with -R: one latency for a pipelined batch",
        Read = Flag(o => o with { Load = o.Load with { BatchLatency = true } }),
    };

    public static readonly OptionSpec<CliOptions> Stage = new("stage")
    {
        Group = OptionGroup.Load,
        IsRepeatable = true,
        ValueName = "T:N",
        Expected = "a duration and the level at its end, such as 30s:1000",
        Help = "goes to N requests/s (with -R) or connections within T",
        Read = Value<LoadStage>(
            LoadNumbers.TryParseStage, (o, v) => o with { Load = o.Load with { Stages = [.. o.Load.Stages, v] } }),
    };

    public static readonly OptionSpec<CliOptions> Warmup = new("warmup", 'w')
    {
        Group = OptionGroup.Load,
        ValueName = "T",
        Default = "0",
        Expected = "a time such as 5s",
        Help = "loads first, unmeasured",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { Load = o.Load with { Warmup = v } }),
    };

    public static readonly OptionSpec<CliOptions> Drain = new("drain")
    {
        Group = OptionGroup.Load,
        ValueName = "T",
        Default = "0, as wrk",
        Expected = "a time such as 5s",
        Help = "at the end, gives requests in flight up to T to be answered; none start",
        Details = "Their answers count, the time does not: the rate is that of the run. A run that is interrupted, "
            + "or ended by `--abort-on-fail`, is cut at once.",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { Load = o.Load with { Drain = v } }),
    };

    public static readonly OptionSpec<CliOptions> Think = new("think")
    {
        Group = OptionGroup.Load,
        ValueName = "T..T",
        Default = "0",
        Expected = "a time of at most 30m, or a range such as 100ms..2s",
        Help = "pause between a response and the next request",
        Read = Value<TimeRange>(LoadNumbers.TryParseTimeRange, (o, v) => o with { Load = o.Load with { Think = v } }),
    };

    public static readonly OptionSpec<CliOptions> Pipeline = new("pipeline", 'p')
    {
        Group = OptionGroup.Load,
        ValueName = "N",
        Default = "1",
        Expected = "a number of requests from 1 to 4096",
        Help = "requests in one batch",
        Read = Value<long>(LoadNumbers.TryParsePipeline, (o, v) => o with { Load = o.Load with { Pipeline = v } }),
    };

    public static readonly OptionSpec<CliOptions> MaxUsers = new("max-users")
    {
        Group = OptionGroup.Load,
        ValueName = "N",
        Default = "as -c",
        Expected = "a number of users from 1 to 1000000",
        Help = "with a scenario and -R: users that may be made",
        Details = "Users are made where iterations are due and all users are busy.",
        Needs =
        [
            new("rate", "it is for a scenario whose iterations start on a schedule"),
            new("script", "it is for a scenario whose iterations start on a schedule"),
        ],
        Read = Value<long>(
            LoadNumbers.TryParseCount,
            count => count <= MostUsers,
            (o, v) => o with { Load = o.Load with { MaxUsers = (int)v } }),
    };

    public static readonly OptionSpec<CliOptions> Seed = new("seed")
    {
        Group = OptionGroup.Load,
        ValueName = "N",
        Default = "0",
        Expected = "a whole number of 32 bits",
        Help = "makes what is drawn at random repeatable",
        Read = Value<long>(LoadNumbers.TryParseSeed, (o, v) => o with { Load = o.Load with { Seed = v } }),
    };

    public static readonly OptionSpec<CliOptions> Lua = new("lua")
    {
        Group = OptionGroup.Load,
        ValueName = "X",
        Default = "auto",
        Expected = "auto, luajit or lua54",
        Help = "which Lua runs the script: auto, luajit or lua54",
        Read = Choice<LuaEngineKind>((o, v) => o with { Lua = v }),
    };

    public static readonly OptionSpec<CliOptions> Repeat = new("repeat")
    {
        Group = OptionGroup.Load,
        ValueName = "N",
        Default = "1",
        Expected = "a number of runs from 1 to 1000",
        Help = "runs N times and prints the spread",
        Read = Value<long>(
            LoadNumbers.TryParseCount,
            count => count <= MaxRepeats,
            (o, v) => o with { Load = o.Load with { Repeat = (int)v } }),
    };

    public static readonly OptionSpec<CliOptions> LatencyCorrection = new("latency-correction")
    {
        Group = OptionGroup.Output,
        ValueName = "X",
        Default = "wrk",
        Expected = "wrk or none",
        Help = "whether samples that a stalled server hid are filled in: wrk or none",
        Details = "A server that stalls keeps samples from being taken; wrk puts them in afterwards.",
        Read = Choice<LatencyCorrection>((o, v) => o with { LatencyCorrection = v }),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All =
    [
        Requests, Rate, Stage, Warmup, Drain, Think, Pipeline, MaxUsers, Seed, Lua, Repeat, Uncorrected, BatchLatency,
        LatencyCorrection,
    ];
}
