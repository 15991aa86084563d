using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace Runner.Cli;

// The command in terms of System.CommandLine: options with their types, the URL and the script's arguments. It is only
// ever given a normalised command line, so that it has no say in what is an error.
internal sealed class WrkSyntax
{
    // A value that begins with '@' is a value: the default would replace it by the content of a file.
    private static readonly ParserConfiguration s_configuration =
        new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private readonly Option<long> _connections = Metric(OptionTable.Connections, CliOptions.Default.Connections);
    private readonly Option<long> _threads = Metric(OptionTable.Threads, CliOptions.Default.Threads);
    private readonly Option<TimeSpan> _duration = Time(OptionTable.Duration, CliOptions.Default.Duration);
    private readonly Option<TimeSpan> _timeout = Time(OptionTable.Timeout, CliOptions.Default.Timeout);
    private readonly Option<string?> _script = new(NameOf(OptionTable.Script));
    private readonly Option<string[]> _headers = new(NameOf(OptionTable.Header));
    private readonly Option<bool> _latency = new(NameOf(OptionTable.Latency));
    private readonly Option<bool> _version = new(NameOf(OptionTable.Version));
    private readonly Option<LatencyCorrection> _correction = new(NameOf(OptionTable.LatencyCorrection));
    private readonly Option<string?> _unixSocket = new(NameOf(OptionTable.UnixSocket));
    private readonly Option<TransportChoice> _transport = new(NameOf(OptionTable.Transport));
    private readonly Argument<string[]> _operands = new("url") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Command _command;

    public WrkSyntax()
    {
        _headers.Arity = ArgumentArity.ZeroOrMore;
        _command = new Command("wrk", "Loads an HTTP target and reports as wrk does.")
        {
            _connections, _threads, _duration, _timeout, _script, _headers, _latency, _version,
            _correction, _unixSocket, _transport, _operands,
        };
    }

    /// <summary>Takes valid options, of which each one that is not repeatable occurs at most once.</summary>
    public CliOptions Parse(IEnumerable<TypedOption> options, IEnumerable<string> operands)
    {
        ParseResult result = _command.Parse([.. options.SelectMany(Spell), "--", .. operands], s_configuration);
        if (result.Errors.Count > 0)
        {
            throw new InvalidOperationException(result.Errors[0].Message);
        }

        string[] rest = result.GetValue(_operands) ?? [];
        return new CliOptions
        {
            Connections = result.GetValue(_connections),
            Threads = result.GetValue(_threads),
            Duration = result.GetValue(_duration),
            Timeout = result.GetValue(_timeout),
            ScriptPath = result.GetValue(_script),
            Headers = result.GetValue(_headers) ?? [],
            PrintLatency = result.GetValue(_latency),
            PrintVersion = result.GetValue(_version),
            LatencyCorrection = result.GetValue(_correction),
            UnixSocketPath = result.GetValue(_unixSocket),
            Transport = result.GetValue(_transport),
            Url = rest.Length > 0 ? rest[0] : null,
            ScriptArguments = rest.Length > 1 ? rest[1..] : [],
        };
    }

    // Joined by '=', a value may begin with '-' or be another option's name; but only apart from it may it be empty.
    private static IEnumerable<string> Spell(TypedOption item) => item.Value switch
    {
        null => [NameOf(item.Option)],
        "" => [NameOf(item.Option), ""],
        _ => [$"{NameOf(item.Option)}={item.Value}"],
    };

    private static string NameOf(OptionSpec option) => $"--{option.Name}";

    private static Option<long> Metric(OptionSpec option, long fallback) => new(NameOf(option))
    {
        DefaultValueFactory = _ => fallback,
        CustomParser = result => NumberSyntax.TryParseMetric(TextOf(result), out long value) ? value : fallback,
    };

    private static Option<TimeSpan> Time(OptionSpec option, TimeSpan fallback) => new(NameOf(option))
    {
        DefaultValueFactory = _ => fallback,
        CustomParser = result => NumberSyntax.TryParseTime(TextOf(result), out TimeSpan value) ? value : fallback,
    };

    private static string TextOf(ArgumentResult result) => result.Tokens[^1].Value;
}
