using System;
using System.CommandLine;
using FastHttp.Load.Gates;

namespace Runner.Cli;

// The options on when a run has failed in terms of System.CommandLine.
internal sealed class GateSyntax
{
    private readonly Option<string[]> _thresholds = OptionBinding.Texts(GateTable.Threshold);
    private readonly Option<string?> _status = new(OptionBinding.NameOf(GateTable.ExpectStatus));
    private readonly Option<string?> _body = new(OptionBinding.NameOf(GateTable.ExpectBody));

    private readonly Option<bool> _abort = new(OptionBinding.NameOf(GateTable.AbortOnFail));

    private readonly Option<int?> _exitCode =
        OptionBinding.Single<int?>(GateTable.ExitCodeOnError, GateTable.TryParseExitCode, null);

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options = [_thresholds, _status, _body, _abort, _exitCode];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
    }

    public GateOptions Read(ParseResult result) => new()
    {
        Thresholds = result.GetValue(_thresholds) ?? [],
        ExpectStatus = result.GetValue(_status),
        ExpectBody = result.GetValue(_body),
        AbortOnFail = result.GetValue(_abort),
        ExitCodeOnError = result.GetValue(_exitCode),
    };
}
