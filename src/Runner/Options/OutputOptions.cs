using System.Collections.Generic;
using System.Linq;

namespace Runner.Options;

// What was typed about results beside the report, and about the report. Immutable; files have not been looked at. Where
// a path is "-", the results go to stdout, which is then for nothing else.
internal sealed record OutputOptions
{
    private const string StandardOutput = "-";

    public static OutputOptions Default { get; } = new();

    /// <summary>Where the result document goes.</summary>
    public string? JsonPath { get; init; }

    /// <summary>What the option is called that gave it, for messages.</summary>
    public string JsonOption { get; init; } = "--json";

    /// <summary>Where the results go as a page.</summary>
    public string? HtmlPath { get; init; }

    /// <summary>Where a table of the requests goes.</summary>
    public string? CsvPath { get; init; }

    /// <summary>Where the latency goes in HdrHistogram's form.</summary>
    public string? HdrPath { get; init; }

    /// <summary>Where a line of JSON goes for each interval, as the run goes on.</summary>
    public string? TimeSeriesPath { get; init; }

    /// <summary>Where the verdicts go for a CI server.</summary>
    public string? JUnitPath { get; init; }

    /// <summary>Where the report goes instead of stdout.</summary>
    public string? ReportPath { get; init; }

    public ReportFormat Format { get; init; }

    /// <summary>The percentages of the percentiles to report; empty for those that wrk has.</summary>
    public IReadOnlyList<double> Percentiles { get; init; } = [];

    public SummaryKind Summary { get; init; }

    /// <summary>Where figures can be scraped while the run goes on, as HOST:PORT.</summary>
    public string? PrometheusAddress { get; init; }

    /// <summary>Whether a result goes to stdout, which is then for nothing else.</summary>
    public bool TakesStandardOutput =>
        ResultPaths.Contains(StandardOutput)
        || (Format is ReportFormat.Json or ReportFormat.Csv && ReportPath is null or StandardOutput);

    /// <summary>Whether results or the report go to a place that has room for those of one run.</summary>
    public bool HasSinglePlace =>
        TakesStandardOutput || ReportPath is not null || ResultPaths.Any(path => path is not null);

    /// <summary>Whether figures are pushed as OpenTelemetry.</summary>
    public bool PushesOtel { get; init; }

    private string?[] ResultPaths => [JsonPath, HtmlPath, CsvPath, HdrPath, TimeSeriesPath, JUnitPath];
}

// What the report is written as.
internal enum ReportFormat
{
    Text,
    Json,
    Csv,
    Quiet,
}

// What the report in text is: wrk's, or all that is known.
internal enum SummaryKind
{
    /// <summary>All that is known on a terminal, wrk's elsewhere.</summary>
    Auto,
    Wrk,
    Full,
}
