using System;
using System.Collections.Generic;
using Runner.Options.Entries;
using Runner.Options.Values;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// The options on results beside the report, and on the report itself.
internal static class OutputTable
{
    private const OptionScope WrkAndLocust = OptionScope.Wrk | OptionScope.Locust;

    public static readonly OptionSpec<CliOptions> Json = File(
        "json",
        "writes all results as JSON; - is stdout, which then has nothing else",
        (o, v) => o with { Output = o.Output with { JsonPath = v } },
        new() { Name = "result", Help = "writes all results as JSON; 'runner compare' reads it" });

    public static readonly OptionSpec<CliOptions> Html = File(
        "html",
        "writes all results as a page that can be read offline",
        (o, v) => o with { Output = o.Output with { HtmlPath = v } },
        new() { Variable = "LOCUST_HTML" });

    public static readonly OptionSpec<CliOptions> Csv = File(
        "csv",
        "writes a table: a row for each named request, and one for all",
        (o, v) => o with { Output = o.Output with { CsvPath = v } });

    public static readonly OptionSpec<CliOptions> Hdr = File(
        "hdr",
        "writes the latency as HdrHistogram does: its text, and all samples in V2",
        (o, v) => o with { Output = o.Output with { HdrPath = v } },
        OptionVariant.Same);

    public static readonly OptionSpec<CliOptions> TimeSeries = File(
        "timeseries",
        "writes a line of JSON for each interval, as the run goes on",
        (o, v) => o with { Output = o.Output with { TimeSeriesPath = v } },
        OptionVariant.Same);

    public static readonly OptionSpec<CliOptions> JUnit = File(
        "junit",
        "writes thresholds, checks and iterations as test cases; one fails where the exit code says so",
        (o, v) => o with { Output = o.Output with { JUnitPath = v } },
        OptionVariant.Same);

    public static readonly OptionSpec<CliOptions> Output = new("output", 'o')
    {
        Group = OptionGroup.Output,
        ValueName = "FILE",
        Default = "stdout",
        TakesFile = true,
        Expected = "the path of a file",
        Help = "where the report goes",
        Explain = value => IsOutOfK6(value)
            ? "k6's --out is --json FILE, --csv FILE, --otel or --prometheus-addr here; a file of that name is ./"
                + value
            : "expected the path of a file",
        Read = Text(
            value => PathText.IsPath(value) && !IsOutOfK6(value),
            (o, v) => o with { Output = o.Output with { ReportPath = v } }),
    };

    public static readonly OptionSpec<CliOptions> Format = new("format")
    {
        Group = OptionGroup.Output,
        ValueName = "X",
        Default = "text",
        Expected = "text, json, csv or quiet",
        Help = "what the report is: text, json, csv or quiet",
        Read = Choice<ReportFormat>((o, v) => o with { Output = o.Output with { Format = v } }),
    };

    public static readonly OptionSpec<CliOptions> Summary = new("summary")
    {
        Group = OptionGroup.Output,
        ValueName = "X",
        Default = "auto",
        Expected = "auto, wrk or full",
        Help = "what the report in text says: wrk or full; auto is full on a terminal",
        Read = Choice<SummaryKind>((o, v) => o with { Output = o.Output with { Summary = v } }),
    };

    public static readonly OptionSpec<CliOptions> Percentiles = new("percentiles")
    {
        Group = OptionGroup.Output,
        Scope = WrkAndLocust,
        InLocust = new() { Help = "has these percentiles in the results: 50,95,99.9" },
        ValueName = "P,P",
        Default = "50,75,90,99",
        Expected = "percentages from 0 to 100 such as 50,95,99.9",
        Help = "prints these percentiles: 50,95,99.9",
        Read = Value<IReadOnlyList<double>>(
            PercentileList.TryParse, (o, v) => o with { Output = o.Output with { Percentiles = v } }),
    };

    public static readonly OptionSpec<CliOptions> Prometheus = new("prometheus-addr")
    {
        Group = OptionGroup.Output,
        Scope = WrkAndLocust,
        ValueName = "HOST:PORT",
        Expected = "HOST:PORT or :PORT",
        Help = "shows figures at HOST:PORT/metrics as the run goes on",
        Details = "Port 0 takes a free one.",
        Read = Path((o, v) => o with { Output = o.Output with { PrometheusAddress = v } }),
    };

    public static readonly OptionSpec<CliOptions> Otel = new("otel")
    {
        Group = OptionGroup.Output,
        Scope = WrkAndLocust,
        Help = "pushes figures as OpenTelemetry to where the OTEL_* variables say",
        Read = Flag(o => o with { Output = o.Output with { PushesOtel = true } }),
    };

    public static readonly OptionSpec<CliOptions> Name = new("name")
    {
        Group = OptionGroup.Output,
        Scope = WrkAndLocust,
        ValueName = "TEXT",
        Expected = "a text",
        Help = "what the run is called in its results",

        // GitHub's runners set RUNNER_NAME, to something else.
        Variable = "",
        Read = Text((o, v) => o with { RunName = v }),
    };

    public static readonly OptionSpec<CliOptions> Tag = new("tag")
    {
        Group = OptionGroup.Output,
        Scope = WrkAndLocust,
        IsRepeatable = true,
        ValueName = "K=V",
        Expected = "name=value",
        Help = "adds a tag to the results; the last one of a key wins",
        Read = Text(text => text.IndexOf('=', StringComparison.Ordinal) > 0, WithTag),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All =
    [
        Json, Html, Csv, Hdr, TimeSeries, JUnit, Output, Format, Summary, Percentiles, Prometheus, Otel, Name, Tag,
    ];

    // --out is short for --output.
    private static bool IsOutOfK6(string value) =>
        value.Split('=')[0] is "json" or "csv" or "influxdb" or "cloud" or "experimental-prometheus-rw"
        && value.Contains('=');

    private static OptionSpec<CliOptions> File(
        string name, string help, Func<CliOptions, string, CliOptions> set, OptionVariant? inLocust = null) =>
        new(name)
        {
            Group = OptionGroup.Output,
            Scope = inLocust is null ? OptionScope.Wrk : WrkAndLocust,
            InLocust = inLocust ?? OptionVariant.Same,
            ValueName = "FILE",
            TakesFile = true,
            Expected = "the path of a file, or - for stdout",
            Help = help,
            Read = Path(set),
        };

    private static CliOptions WithTag(CliOptions options, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        Dictionary<string, string> tags = new(options.Tags) { [text[..equals]] = text[(equals + 1)..] };
        return options with { Tags = tags };
    }
}
