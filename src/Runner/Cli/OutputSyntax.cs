using System;
using System.Collections.Generic;
using System.CommandLine;

namespace Runner.Cli;

// The options on results in terms of System.CommandLine.
internal sealed class OutputSyntax
{
    private readonly Option<string?> _json = new(OptionBinding.NameOf(OutputTable.Json));

    private readonly Option<string?> _html = new(OptionBinding.NameOf(OutputTable.Html));

    private readonly Option<string?> _name = new(OptionBinding.NameOf(OutputTable.Name));

    private readonly Option<string[]> _tags = OptionBinding.Texts(OutputTable.Tag);

    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_html);
        command.Options.Add(_name);
        command.Options.Add(_tags);
    }

    /// <summary>What the run is called.</summary>
    public string? ReadName(ParseResult result) => result.GetValue(_name);

    /// <summary>What else is said of it; the last one of a key wins.</summary>
    public IReadOnlyDictionary<string, string> ReadTags(ParseResult result)
    {
        Dictionary<string, string> tags = [];
        foreach (string tag in result.GetValue(_tags) ?? [])
        {
            int equals = tag.IndexOf('=', StringComparison.Ordinal);
            tags[tag[..equals]] = tag[(equals + 1)..];
        }

        return tags;
    }

    public OutputOptions Read(ParseResult result) => new()
    {
        JsonPath = result.GetValue(_json),
        HtmlPath = result.GetValue(_html),
    };
}
