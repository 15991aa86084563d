using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Runner.Tests.Conformance;

// The figures of a report, read as the programs in the field read them; every line must have wrk's very layout.
internal sealed partial record WrkFields
{
    public long Threads { get; private init; }

    public long Connections { get; private init; }

    public long Requests { get; private init; }

    public long ConnectErrors { get; private init; }

    public long ReadErrors { get; private init; }

    public long WriteErrors { get; private init; }

    public long Timeouts { get; private init; }

    public long StatusErrors { get; private init; }

    public bool HasErrorLine { get; private init; }

    /// <summary>Bytes, as far as the printed digits tell.</summary>
    public double BytesRead { get; private init; }

    /// <summary>How far <see cref="BytesRead"/> may be off: half of the second decimal of its unit.</summary>
    public double BytesReadRounding { get; private init; }

    public bool IsLatencyEmpty { get; private init; }

    public bool IsRateEmpty { get; private init; }

    public bool HasPercentiles { get; private init; }

    /// <summary>The mean of Req/Sec, of rates below a thousand.</summary>
    public double MeanRate { get; private init; }

    public double RequestsPerSecond { get; private init; }

    /// <summary>What of the report does not depend on how fast the run was: which figures are not zero.</summary>
    public string Shape
    {
        get
        {
            (string Name, bool IsThere)[] facts =
            [
                ("requests", Requests > 0), ("bytes", BytesRead > 0),
                ("latency", !IsLatencyEmpty), ("rate", !IsRateEmpty),
                ("connect", ConnectErrors > 0), ("read", ReadErrors > 0), ("write", WriteErrors > 0),
                ("timeout", Timeouts > 0), ("status", StatusErrors > 0),
            ];
            return string.Join(' ', facts.Where(fact => fact.IsThere).Select(fact => fact.Name));
        }
    }

    public static WrkFields Parse(string output)
    {
        Match report = Layout().Match(output);
        if (!report.Success)
        {
            throw new FormatException($"not a report of wrk's layout:\n{output}");
        }

        char prefix = report.Groups["unit"].Value.PadRight(1)[0];
        double unit = Math.Pow(1024, " KMGT".IndexOf(prefix, StringComparison.Ordinal));
        return new WrkFields
        {
            Threads = Number(report, "threads"),
            Connections = Number(report, "connections"),
            Requests = Number(report, "requests"),
            ConnectErrors = Number(report, "connect"),
            ReadErrors = Number(report, "read"),
            WriteErrors = Number(report, "write"),
            Timeouts = Number(report, "timeout"),
            StatusErrors = Number(report, "status"),
            HasErrorLine = report.Groups["connect"].Success,
            BytesRead = double.Parse(report.Groups["bytes"].Value, CultureInfo.InvariantCulture) * unit,
            BytesReadRounding = unit * 0.005,
            IsLatencyEmpty = report.Groups["latency"].Value.Contains("-nan", StringComparison.Ordinal),
            IsRateEmpty = report.Groups["rate"].Value.Contains("-nan", StringComparison.Ordinal),
            MeanRate = double.TryParse(
                report.Groups["rate"].Value[..8], CultureInfo.InvariantCulture, out double mean) ? mean : double.NaN,
            RequestsPerSecond = double.Parse(report.Groups["total"].Value, CultureInfo.InvariantCulture),
            HasPercentiles = report.Groups["percentiles"].Success,
        };
    }

    private static long Number(Match report, string name) =>
        report.Groups[name].Success ? long.Parse(report.Groups[name].Value, CultureInfo.InvariantCulture) : 0;

    // Widths are part of it: a row of statistics is 4 + 10 + 8 + 10 + 9 + 8 + 1 columns, a percentile line 18.
    [GeneratedRegex("""
        \A(?:\S+[ ][^\n]*\[\w+\][^\n]*\n)?
        Running[ ][\d.]+(?:us|ms|s|m)[ ]test[ ]@[ ][^\n]*\n
        [ ]{2}(?<threads>\d+)[ ]threads[ ]and[ ](?<connections>\d+)[ ]connections\n
        [ ]{2}Thread[ ]Stats[ ]{3}Avg[ ]{6}Stdev[ ]{5}Max[ ]{3}\+/-[ ]Stdev\n
        [ ]{4}Latency[ ]{3}(?<latency>[^\n]{8}[^\n]{10}[^\n]{9}[^\n]{8}%)\n
        [ ]{4}Req/Sec[ ]{3}(?<rate>[^\n]{8}[^\n]{10}[^\n]{9}[^\n]{8}%)\n
        (?<percentiles>[ ]{2}Latency[ ]Distribution\n(?:[ ]{5}\d\d%[^\n]{10}\n){4})?
        [ ]{2}(?<requests>\d+)[ ]requests[ ]in[ ][\d.]+(?:us|ms|s|m),[ ](?<bytes>[\d.]+)(?<unit>[KMGT]?)B[ ]read\n
        (?:[ ]{2}Socket[ ]errors:[ ]connect[ ](?<connect>\d+),[ ]read[ ](?<read>\d+),
        [ ]write[ ](?<write>\d+),[ ]timeout[ ](?<timeout>\d+)\n)?
        (?:[ ]{2}Non-2xx[ ]or[ ]3xx[ ]responses:[ ](?<status>\d+)\n)?
        Requests/sec:[ ](?<total>[ \d]{6,}\.\d\d)\n
        Transfer/sec:[ ][ \d.]+[KMGT]?B\n\z
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Layout();
}
