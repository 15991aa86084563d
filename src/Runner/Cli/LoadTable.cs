using System.Collections.Generic;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The options on how much load comes when: wrk2's, then ours.
internal static class LoadTable
{
    private const long MaxRepeats = 1000;
    private const long MostUsers = 1_000_000;

    public static readonly OptionSpec Rate = new("rate", 'R')
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParseRate(text, out _),
        Expected = "requests a second such as 1000, 1.5k or 90/m, or a ramp such as 100:2k",
    };

    public static readonly OptionSpec Uncorrected = new("u_latency", 'U') { IsAddition = true };

    public static readonly OptionSpec BatchLatency = new("batch_latency", 'B') { IsAddition = true };

    public static readonly OptionSpec Stage = new("stage")
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = text => LoadNumbers.TryParseStage(text, out _),
        Expected = "a duration and the level at its end, such as 30s:1000",
    };

    public static readonly OptionSpec Warmup = new("warmup", 'w')
    {
        IsAddition = true,
        IsValid = text => NumberSyntax.TryParseTime(text, out _),
        Expected = "a time such as 5s",
    };

    public static readonly OptionSpec Requests = new("requests", 'n')
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParseCount(text, out _),
        Expected = "a number of requests, at least 1",
    };

    public static readonly OptionSpec Think = new("think")
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParseTimeRange(text, out _),
        Expected = "a time of at most 30m, or a range such as 100ms..2s",
    };

    public static readonly OptionSpec MaxUsers = new("max-users")
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParseCount(text, out long count) && count <= MostUsers,
        Expected = "a number of users from 1 to 1000000",
    };

    public static readonly OptionSpec Pipeline = new("pipeline", 'p')
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParsePipeline(text, out _),
        Expected = "a number of requests from 1 to 4096",
    };

    public static readonly OptionSpec Seed = new("seed")
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParseSeed(text, out _),
        Expected = "a whole number of 32 bits",
    };

    public static readonly OptionSpec Repeat = new("repeat")
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParseCount(text, out long count) && count <= MaxRepeats,
        Expected = "a number of runs from 1 to 1000",
    };

    public static readonly OptionSpec Lua = new("lua")
    {
        IsAddition = true,
        IsValid = OptionTable.IsOneOf<LuaChoice>,
        Expected = "auto, luajit or lua54",
    };

    public static readonly IReadOnlyList<OptionSpec> All =
    [
        Rate, Uncorrected, BatchLatency, Stage, Warmup, Requests, Think, Pipeline, Seed, Lua, Repeat, MaxUsers,
    ];
}
