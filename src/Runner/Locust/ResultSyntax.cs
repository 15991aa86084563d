using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using FastHttp.Load.Gates;
using Runner.Cli;
using Runner.Planning;

namespace Runner.Locust;

// The options on results, thresholds and what is shown while a run goes on. They are those of `runner wrk`, which reads
// them too; --result alone is called otherwise, since --json is Locust's.
internal sealed class ResultSyntax
{
    private const string ResultOption = "--result";

    private readonly List<(OptionSpec Spec, Option Option)> _options = [];

    public ResultSyntax(Command command)
    {
        Add(OutputTable.Json, "file", "Writes all results as JSON; 'runner compare' reads it", ResultOption);
        Html = Add(OutputTable.Html, "file", "Writes all results as a page that can be read offline");
        Add(OutputTable.Hdr, "file", "Writes the latency as HdrHistogram does");
        Add(OutputTable.TimeSeries, "file", "Writes a line of JSON for each interval, as the run goes on");
        Add(OutputTable.JUnit, "file", "Writes thresholds as test cases");
        Add(OutputTable.Prometheus, "host:port", "Shows figures at /metrics as the run goes on");
        Add(OutputTable.Otel, null, "Pushes figures to where the OTEL_* variables say");
        Add(OutputTable.Percentiles, "p,p", "Has these percentiles in the results");
        Add(OutputTable.Name, "text", "What the run is called in its results");
        Add(OutputTable.Tag, "k=v", "What else is said of it there; repeatable");
        Add(GateTable.Threshold, "expr", "Fails (exit code 99) unless it holds: p99<250ms, p99{/a}<1s; repeatable");
        Add(GateTable.ExpectStatus, "set", "Answers must have one of these: 2xx, or 200,301");
        Add(GateTable.ExpectBody, "text", "Answers must hold the text, or match /pattern/");
        Add(GateTable.AbortOnFail, null, "Ends the run as soon as a threshold is missed; with --headless");
        Add(LiveTable.Live, "x", "auto, line, full or off: instead of the table every two seconds");
        Add(LiveTable.NoTui, null, "As --live off");
        Add(LiveTable.Progress, "time", "A plain line on stderr each time, for logs");
        Add(LiveTable.NoColor, null, "No colours; so does NO_COLOR");
        foreach ((_, Option option) in _options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The one that Locust has, too.</summary>
    public Option Html { get; }

    /// <summary>Reads them as `runner wrk` does, or says in one line what is wrong.</summary>
    public (CliOptions? Options, string? Error) Read(ParseResult result)
    {
        List<TypedOption> typed = [];
        foreach ((OptionSpec spec, Option option) in _options)
        {
            foreach (string? value in ValuesOf(result, option))
            {
                if (value is not null && !spec.IsValid!(value))
                {
                    return (null, $"invalid value '{value}' for {option.Name} (expected {spec.Expected}). "
                        + "See 'runner locust --help'");
                }

                typed.Add(new TypedOption(spec, value));
            }
        }

        CliOptions options = new WrkSyntax().Parse(typed, []);
        return (options with
        {
            Output = options.Output with { JsonOption = ResultOption, Format = ReportFormat.Quiet },
            Gates = options.Gates with { NamesComeLater = true },
        }, null);
    }

    /// <summary>What does not go together, in one line; null when everything does.</summary>
    public static string? Conflict(LocustOptions options)
    {
        OutputOptions output = options.Shared.Output;
        string?[] paths = [output.JsonPath, output.HtmlPath, output.HdrPath, output.TimeSeriesPath, output.JUnitPath];
        (_, string? refusal) = GatePlanner.Plan(
            options.Shared.Gates, hasRate: false, followsRedirects: false, null, Flags.Names);
        return refusal is not null ? refusal
            : options.Json && paths.Contains("-") ? "stdout can take one result only. Give --json or the other a file"
            : options.Shared.Gates.AbortOnFail && !options.Headless
            ? "--abort-on-fail needs --headless: with a master, it is the master that ends the test. Drop it"
            : null;
    }

    // A flag is there without a value.
    private static string?[] ValuesOf(ParseResult result, Option option) => option switch
    {
        Option<string[]> many => result.GetValue(many) ?? [],
        Option<string?> one => result.GetValue(one) is { } value ? [value] : [],
        _ => result.GetValue((Option<bool>)option) ? new string?[] { null } : [],
    };

    private Option Add(OptionSpec spec, string? valueName, string help, string? name = null)
    {
        name ??= "--" + spec.Name;
        Option option = spec switch
        {
            { TakesValue: false } => new Option<bool>(name),
            { IsRepeatable: false } => new Option<string?>(name),
            _ => new Option<string[]>(name)
            {
                Arity = ArgumentArity.OneOrMore,
                AllowMultipleArgumentsPerToken = false,
            },
        };
        option.Description = help;
        option.HelpName = valueName;
        _options.Add((spec, option));
        return option;
    }
}
