using System;
using System.Collections.Generic;

namespace Runner.Cli;

// The options on results beside the report, and on the report itself.
internal static class OutputTable
{
    public static readonly OptionSpec Json = File("json");
    public static readonly OptionSpec Html = File("html");
    public static readonly OptionSpec Csv = File("csv");
    public static readonly OptionSpec Hdr = File("hdr");
    public static readonly OptionSpec TimeSeries = File("timeseries");
    public static readonly OptionSpec JUnit = File("junit");

    public static readonly OptionSpec Output = new("output", 'o')
    {
        IsAddition = true,
        IsValid = IsPath,
        Expected = "the path of a file",
    };

    public static readonly OptionSpec Format = new("format")
    {
        IsAddition = true,
        IsValid = OptionTable.IsOneOf<ReportFormat>,
        Expected = "text, json, csv or quiet",
    };

    public static readonly OptionSpec Percentiles = new("percentiles")
    {
        IsAddition = true,
        IsValid = text => PercentileList.TryParse(text, out _),
        Expected = "percentages from 0 to 100 such as 50,95,99.9",
    };

    public static readonly OptionSpec Summary = new("summary")
    {
        IsAddition = true,
        IsValid = OptionTable.IsOneOf<SummaryKind>,
        Expected = "wrk or full",
    };

    public static readonly OptionSpec Prometheus = new("prometheus-addr")
    {
        IsAddition = true,
        IsValid = IsPath,
        Expected = "HOST:PORT or :PORT",
    };

    public static readonly OptionSpec Otel = new("otel") { IsAddition = true };

    public static readonly OptionSpec Name = new("name")
    {
        IsAddition = true,
        IsValid = _ => true,
        Expected = "a text",
    };

    public static readonly OptionSpec Tag = new("tag")
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = text => text.IndexOf('=', StringComparison.Ordinal) > 0,
        Expected = "name=value",
    };

    public static readonly IReadOnlyList<OptionSpec> All =
    [
        Json, Html, Csv, Hdr, TimeSeries, JUnit, Output, Format, Percentiles, Summary, Prometheus, Otel, Name, Tag,
    ];

    private static OptionSpec File(string name) => new(name)
    {
        IsAddition = true,
        IsValid = IsPath,
        Expected = "the path of a file, or - for stdout",
    };

    private static bool IsPath(string text) => text.Length > 0;
}
