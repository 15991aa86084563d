using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Runner.Options.Entries;

namespace Runner.Options.Parsing;

// A command in terms of System.CommandLine, made from its options. It tells options, values and operands apart; what a
// value means is read once, by the option.
internal sealed class OptionCommand<TOptions>
    where TOptions : class
{
    private readonly IReadOnlyList<OptionSpec<TOptions>> _specs;
    private readonly Dictionary<OptionSpec<TOptions>, Option> _options = [];
    private readonly Argument<string?> _operand;

    /// <summary>A command with one operand.</summary>
    /// <param name="name">The command.</param>
    /// <param name="specs">Its options.</param>
    /// <param name="operand">How often the operand may stand there.</param>
    public OptionCommand(string name, IReadOnlyList<OptionSpec<TOptions>> specs, ArgumentArity operand)
    {
        _specs = specs;
        _operand = new Argument<string?>("url") { Arity = operand };
        Command = new Command(name) { _operand };
        foreach (OptionSpec<TOptions> spec in specs)
        {
            string[] aliases = [.. spec.Spellings.Where(spelling => spelling != spec.Flag)];
            Option option = spec.TakesValue
                ? new Option<string[]>(spec.Flag, aliases) { Arity = ArgumentArity.OneOrMore }
                : new Option<bool>(spec.Flag, aliases);
            _options.Add(spec, option);
            Command.Options.Add(option);
        }
    }

    public Command Command { get; }

    /// <summary>The operand; null without one.</summary>
    public string? OperandOf(ParseResult result) => result.GetValue(_operand);

    /// <summary>Reads what was typed over the defaults, or says in one line what is wrong.</summary>
    public (TOptions? Options, string? Error) Read(ParseResult result, TOptions defaults)
    {
        TOptions options = defaults;
        List<OptionSpec> typed = [];
        foreach (OptionSpec<TOptions> spec in _specs)
        {
            foreach (string value in ValuesOf(result, spec))
            {
                TOptions? read = spec.Read(options, value);
                if (read is null)
                {
                    return (null, $"invalid value '{value}' for {spec.Flag} ({spec.Refusal(value)})");
                }

                options = read;
                typed.Add(spec);
            }
        }

        string? conflict = OptionRules.Conflict(typed, _specs);
        return conflict is null ? (options, null) : (null, conflict);
    }

    // The last one wins where one counts. A flag is there with an empty text.
    private IEnumerable<string> ValuesOf(ParseResult result, OptionSpec<TOptions> spec)
    {
        if (_options[spec] is Option<bool> flag)
        {
            return result.GetValue(flag) ? [""] : [];
        }

        IEnumerable<string> values = result.GetResult(_options[spec])?.Tokens.Select(token => token.Value) ?? [];
        return spec.IsRepeatable ? values : values.TakeLast(1);
    }
}
