using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Text;

namespace Runner.Reporting;

// All that is known of a run, as text for people, in the order in which they look for it: the verdict, the rate, the
// latency, what went wrong, then what explains it. What was not measured has no line.
internal static class FullReport
{
    private const int TopGroups = 10;
    private const int HistogramRows = 16;
    private const int BarWidth = 36;

    public static void Write(TextWriter output, ResultDocument run)
    {
        WriteVerdict(output, run);
        WriteRate(output, run);
        WriteLatency(output, run);
        WriteHistogram(output, run);
        WriteCounts(output, run);
        WriteConnections(output, run);
        WriteGenerator(output, run);
        WriteGroups(output, run);
        output.Flush();
    }

    private static void WriteVerdict(TextWriter output, ResultDocument run)
    {
        Line(output, "verdict", VerdictOf(run));
        foreach (ThresholdVerdict threshold in run.Thresholds ?? [])
        {
            string mark = threshold.Ok ? "ok  " : "FAIL";
            string measured = threshold.Measured ?? Number(threshold.Actual);
            Line(output, "threshold", $"{mark} {threshold.Expr} (was {measured})");
        }

        foreach (CheckFigures check in run.Checks ?? [])
        {
            string mark = check.Fail == 0 ? "ok  " : "FAIL";
            Line(output, "check", $"{mark} {check.Name} ({check.Pass} passed, {check.Fail} failed)"
                + (check.Sample is null ? "" : $": {check.Sample}"));
        }

        Line(output, "success", run.SuccessRate is { } rate
            ? string.Create(CultureInfo.InvariantCulture, $"{rate * 100:F3}%")
            : "no request was sent");
    }

    private static string VerdictOf(ResultDocument run)
    {
        int thresholds = run.Thresholds?.Count ?? 0;
        int missed = run.Thresholds?.Count(threshold => !threshold.Ok) ?? 0;
        string judged = thresholds == 0 ? ""
            : missed > 0 ? $"FAIL, {missed} of {thresholds} thresholds missed; "
            : thresholds == 1 ? "pass, the threshold is met; "
            : $"pass, all {thresholds} thresholds are met; ";
        string requests = (run.Requests.Completed, run.Requests.Failed) switch
        {
            (0, _) => "no request was answered",
            (_, null or 0) => "no request failed",
            (_, var failed) => $"{failed} requests failed",
        };
        return (run.Run.Interrupted == true ? "ended early; " : "") + judged + requests;
    }

    private static void WriteRate(TextWriter output, ResultDocument run)
    {
        RateFigures rate = run.Rate;
        string target = rate.Target is null ? "" : $" of {Number(rate.Target)} ({Number(rate.Ratio * 100)}%)";
        string spread = rate.Min is null ? "" : $", by interval min {Number(rate.Min)} max {Number(rate.Max)}";
        Line(output, "rate", $"{Number(rate.Achieved)} requests/s{target}{spread}");
        Line(output, "requests", $"{run.Requests.Sent} sent, {run.Requests.Completed} answered, "
            + $"{run.Requests.Failed} failed, {run.Requests.InFlightAtEnd} in flight at the end"
            + (run.Requests.Dropped is { } dropped ? $", {dropped} never sent" : ""));
        if (run.Iterations is { } iterations)
        {
            Line(output, "iterations", ScenarioReport.Describe(iterations));
            foreach (IterationFigures part in (iterations.Users ?? []).Concat(iterations.Groups ?? []))
            {
                Line(output, "", $"{part.Name}: {ScenarioReport.Describe(part)}");
            }
        }

        Line(output, "bytes", $"{WrkFormat.Binary(run.Bytes.In)}B in ({WrkFormat.Binary(run.Bytes.InPerS ?? 0)}B/s), "
            + $"{WrkFormat.Binary(run.Bytes.Out ?? 0)}B out");
    }

    private static void WriteLatency(TextWriter output, ResultDocument run)
    {
        LatencyFigures?[] columns = [run.Latency, run.LatencyUncorrected];
        string first = run.Latency.Corrected == true ? "corrected" : "measured";
        output.Write($"  latency       {first,10}{(run.LatencyUncorrected is null ? "" : $" {"raw",10}")}\n");
        Row(output, "mean", columns, figures => figures.Mean);
        Row(output, "stdev", columns, figures => figures.Stdev);
        Row(output, "min", columns, figures => figures.Min);
        Row(output, "p50", columns, figures => figures.P50);
        Row(output, "p75", columns, figures => figures.P75);
        Row(output, "p90", columns, figures => figures.P90);
        Row(output, "p95", columns, figures => figures.P95);
        Row(output, "p99", columns, figures => figures.P99);
        Row(output, "p99.9", columns, figures => figures.P999);
        Row(output, "p99.99", columns, figures => figures.P9999);
        foreach (string percent in run.Latency.Percentiles?.Keys ?? [])
        {
            Row(output, $"p{percent}*", columns, figures => figures.Percentiles?.GetValueOrDefault(percent));
        }

        Row(output, "max", columns, figures => figures.Max);
    }

    // Rows up to bounds that are round numbers, with the percentiles that lie in them.
    private static void WriteHistogram(TextWriter output, ResultDocument run)
    {
        List<LatencyCount> samples = [];
        foreach (ValueCount item in HdrDecoder.Decode(run.Latency) is { } latency ? latency.Items : [])
        {
            samples.Add(new LatencyCount(item.Value, item.Count));
        }

        IReadOnlyList<LatencyBucket> buckets = LatencyBuckets.Of(samples, HistogramRows);
        double all = samples.Sum(sample => sample.Count);
        double most = buckets.Select(bucket => bucket.Count).DefaultIfEmpty(0).Max();
        (string Name, long? Us)[] marks =
            [("p50", run.Latency.P50), ("p90", run.Latency.P90), ("p99", run.Latency.P99), ("max", run.Latency.Max)];
        output.Write(buckets.Count == 0 ? "" : "  histogram      up to\n");
        foreach (LatencyBucket bucket in buckets)
        {
            string share = Number(bucket.Count / all * 100) + "%";
            string inRow = string.Join(
                ' ', marks.Where(mark => mark.Us is { } us && bucket.Has(us)).Select(mark => mark.Name));
            output.Write($"    {Time(bucket.UpToUs),16} {Blocks.Bar(bucket.Count / most, BarWidth),-BarWidth} "
                + $"{share,7}{(inRow.Length == 0 ? "" : "  ")}{inRow}\n");
        }
    }

    private static void WriteCounts(TextWriter output, ResultDocument run)
    {
        if (run.Status is { Count: > 0 } status)
        {
            Line(output, "status", string.Join(", ", status.Select(pair => $"{pair.Key}: {pair.Value}")));
        }

        foreach ((string code, StatusSample sample) in run.StatusSamples ?? new Dictionary<string, StatusSample>())
        {
            Line(output, "sample", $"{code} at {Number(sample.FirstS)}s: {sample.Text}");
        }

        foreach (ErrorFigures error in run.Errors)
        {
            string when = error.FirstS is null
                ? ""
                : $", first at {Number(error.FirstS)}s, last at {Number(error.LastS)}s";
            Line(output, "error", $"{error.Kind}: {error.Count} x {error.Message}{when}");
            if (error.Sample is not null)
            {
                Line(output, "sample", error.Sample);
            }
        }
    }

    private static void WriteConnections(TextWriter output, ResultDocument run)
    {
        if (run.Connections is { } connections)
        {
            string reused = $"{Number(connections.ReusedRatio * 100)}% of the requests reused one";
            Line(output, "connections", $"{connections.Opened} opened, at most {connections.Peak} at once, "
                + $"{connections.Reconnects} again, {reused}");
        }

        Phase(output, "dns", run.Dns);
        Phase(output, "connect", run.Connect);
        Phase(output, "tls", run.TlsHandshake);
        if (run.Connections is { TlsHandshakes: { } handshakes, TlsResumed: { } resumed })
        {
            Line(output, "tls", $"{handshakes} handshakes, {resumed} resumed an earlier session");
        }

        Phase(output, "first byte", run.Ttfb);
    }

    private static void WriteGenerator(TextWriter output, ResultDocument run)
    {
        if (run.Generator is { } generator)
        {
            string reason = generator.Reason is null ? "" : $": {generator.Reason}";
            string verdict = (generator.Verdict ?? "not measured") + reason;
            Line(output, "generator", $"{verdict}; cpu {Number(generator.CpuPct)}% of {run.Env?.Cores}, busiest thread "
                + $"{Number(generator.BusiestThreadPct)}%, gc pauses {Number(generator.GcPauseMs)}ms"
                + (generator.MaxScheduleLagUs is { } lag ? $", at most {WrkFormat.TimeUs(lag)} behind schedule" : ""));
        }
    }

    private static void WriteGroups(TextWriter output, ResultDocument run)
    {
        foreach (GroupFigures group in (run.Groups ?? []).OrderByDescending(group => group.Requests.Completed)
            .Take(TopGroups))
        {
            Line(output, "request", $"{group.Name}: {group.Requests.Completed} answered, {Number(group.Rate)}/s, "
                + $"p50 {Time(group.Latency?.P50)}, p99 {Time(group.Latency?.P99)}, max {Time(group.Latency?.Max)}");
        }
    }

    private static void Phase(TextWriter output, string name, LatencyFigures? figures)
    {
        if (figures is { Count: > 0 })
        {
            Line(output, name, $"p50 {Time(figures.P50)}, p99 {Time(figures.P99)}, max {Time(figures.Max)}");
        }
    }

    private static void Row(
        TextWriter output, string name, LatencyFigures?[] columns, System.Func<LatencyFigures, double?> read)
    {
        string cells = string.Join(' ', columns.Where(column => column is not null)
            .Select(column => $"{Time(read(column!)),10}"));
        output.Write($"    {name,-12}{cells}\n");
    }

    private static void Line(TextWriter output, string name, string text) => output.Write($"  {name,-12}  {text}\n");

    private static string Time(double? us) => us is { } value ? WrkFormat.TimeUs(value) : "-";

    private static string Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "-";
}
