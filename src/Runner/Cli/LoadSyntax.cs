using System;
using System.CommandLine;
using FastHttp.Load;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The load options in terms of System.CommandLine.
internal sealed class LoadSyntax
{
    private readonly Option<RateRange?> _rate = OptionBinding.Single<RateRange?>(LoadTable.Rate, TryParseRate, null);

    private readonly Option<LoadStage[]> _stages =
        OptionBinding.Many<LoadStage>(LoadTable.Stage, LoadNumbers.TryParseStage);

    private readonly Option<TimeSpan> _warmup =
        OptionBinding.Single<TimeSpan>(LoadTable.Warmup, NumberSyntax.TryParseTime, TimeSpan.Zero);

    private readonly Option<long> _requests =
        OptionBinding.Single<long>(LoadTable.Requests, LoadNumbers.TryParseCount, 0);

    private readonly Option<TimeRange> _think =
        OptionBinding.Single<TimeRange>(LoadTable.Think, LoadNumbers.TryParseTimeRange, default);

    private readonly Option<long> _pipeline =
        OptionBinding.Single<long>(LoadTable.Pipeline, LoadNumbers.TryParsePipeline, 1);

    private readonly Option<long> _seed = OptionBinding.Single<long>(LoadTable.Seed, LoadNumbers.TryParseSeed, 0);
    private readonly Option<long> _repeat = OptionBinding.Single<long>(LoadTable.Repeat, LoadNumbers.TryParseCount, 1);
    private readonly Option<long> _maxUsers =
        OptionBinding.Single<long>(LoadTable.MaxUsers, LoadNumbers.TryParseCount, 0);

    private readonly Option<LuaChoice> _lua = new(OptionBinding.NameOf(LoadTable.Lua));
    private readonly Option<bool> _uncorrected = new(OptionBinding.NameOf(LoadTable.Uncorrected));
    private readonly Option<bool> _batchLatency = new(OptionBinding.NameOf(LoadTable.BatchLatency));

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options =
        [
            _rate, _stages, _warmup, _requests, _think, _pipeline, _seed, _lua, _repeat, _uncorrected, _batchLatency,
            _maxUsers,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    public LuaChoice ReadLua(ParseResult result) => result.GetValue(_lua);

    /// <param name="result">What was typed.</param>
    /// <param name="duration">wrk's option, whose default depends on whether it was typed.</param>
    /// <param name="connections">As <paramref name="duration"/>.</param>
    public LoadOptions Read(ParseResult result, Option duration, Option connections)
    {
        long requests = result.GetValue(_requests);
        return new LoadOptions
        {
            Rate = result.GetValue(_rate),
            Stages = result.GetValue(_stages) ?? [],
            Warmup = result.GetValue(_warmup),
            Requests = requests > 0 ? requests : null,
            Think = result.GetValue(_think),
            Pipeline = result.GetValue(_pipeline),
            Seed = result.GetValue(_seed),
            Repeat = (int)result.GetValue(_repeat),
            MaxUsers = (int)result.GetValue(_maxUsers),
            PrintUncorrected = result.GetValue(_uncorrected),
            BatchLatency = result.GetValue(_batchLatency),
            IsDurationTyped = result.IsTyped(duration),
            AreConnectionsTyped = result.IsTyped(connections),
        };
    }

    private static bool TryParseRate(string text, out RateRange? value)
    {
        bool isGood = LoadNumbers.TryParseRate(text, out RateRange rate);
        value = rate;
        return isGood;
    }
}
