using System.CommandLine;

namespace Runner.Cli;

// The options on results in terms of System.CommandLine.
internal sealed class OutputSyntax
{
    private readonly Option<string?> _json = new(OptionBinding.NameOf(OutputTable.Json));

    private readonly Option<string?> _html = new(OptionBinding.NameOf(OutputTable.Html));

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_html);
    }

    public OutputOptions Read(ParseResult result) => new()
    {
        JsonPath = result.GetValue(_json),
        HtmlPath = result.GetValue(_html),
    };
}
