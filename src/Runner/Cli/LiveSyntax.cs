using System;
using System.CommandLine;
using FastHttp.Load.Text;

namespace Runner.Cli;

// The options on what is shown while a run goes on, in terms of System.CommandLine.
internal sealed class LiveSyntax
{
    private readonly Option<LiveChoice> _live = new(OptionBinding.NameOf(LiveTable.Live));
    private readonly Option<bool> _noTui = new(OptionBinding.NameOf(LiveTable.NoTui));

    private readonly Option<TimeSpan> _progress =
        OptionBinding.Single<TimeSpan>(LiveTable.Progress, NumberSyntax.TryParseTime, TimeSpan.Zero);

    private readonly Option<bool> _noColor = new(OptionBinding.NameOf(LiveTable.NoColor));

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options = [_live, _noTui, _progress, _noColor];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    public LiveOptions Read(ParseResult result) => new()
    {
        Choice = result.GetValue(_noTui) ? LiveChoice.Off : result.GetValue(_live),
        Progress = result.GetValue(_progress),
        NoColor = result.GetValue(_noColor),
    };
}
