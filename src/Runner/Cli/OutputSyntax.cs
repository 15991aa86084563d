using System;
using System.Collections.Generic;
using System.CommandLine;

namespace Runner.Cli;

// The options on results in terms of System.CommandLine.
internal sealed class OutputSyntax
{
    private readonly Option<string?> _json = Text(OutputTable.Json);
    private readonly Option<string?> _html = Text(OutputTable.Html);
    private readonly Option<string?> _csv = Text(OutputTable.Csv);
    private readonly Option<string?> _hdr = Text(OutputTable.Hdr);
    private readonly Option<string?> _timeSeries = Text(OutputTable.TimeSeries);
    private readonly Option<string?> _junit = Text(OutputTable.JUnit);
    private readonly Option<string?> _output = Text(OutputTable.Output);
    private readonly Option<ReportFormat> _format = new(OptionBinding.NameOf(OutputTable.Format));
    private readonly Option<IReadOnlyList<double>> _percentiles =
        OptionBinding.Single<IReadOnlyList<double>>(OutputTable.Percentiles, PercentileList.TryParse, []);
    private readonly Option<SummaryKind> _summary = new(OptionBinding.NameOf(OutputTable.Summary));
    private readonly Option<string?> _prometheus = Text(OutputTable.Prometheus);
    private readonly Option<bool> _otel = new(OptionBinding.NameOf(OutputTable.Otel));
    private readonly Option<string?> _name = new(OptionBinding.NameOf(OutputTable.Name));

    private readonly Option<string[]> _tags = OptionBinding.Texts(OutputTable.Tag);

    public void AddTo(Command command)
    {
        ReadOnlySpan<Option> options =
        [
            _json, _html, _csv, _hdr, _timeSeries, _junit, _output, _format, _percentiles, _summary, _prometheus, _otel,
            _name, _tags,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }
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
        CsvPath = result.GetValue(_csv),
        HdrPath = result.GetValue(_hdr),
        TimeSeriesPath = result.GetValue(_timeSeries),
        JUnitPath = result.GetValue(_junit),
        ReportPath = result.GetValue(_output),
        Format = result.GetValue(_format),
        Percentiles = result.GetValue(_percentiles) ?? [],
        Summary = result.GetValue(_summary),
        PrometheusAddress = result.GetValue(_prometheus),
        PushesOtel = result.GetValue(_otel),
    };

    private static Option<string?> Text(OptionSpec option) => new(OptionBinding.NameOf(option));
}
