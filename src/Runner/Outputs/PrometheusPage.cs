using System;
using System.Globalization;
using System.Text;
using FastHttp.Load.Results;

namespace Runner.Outputs;

// Live figures as Prometheus reads them (text format 0.0.4).
internal static class PrometheusPage
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Render(LiveFigures? run)
    {
        StringBuilder text = new();
        if (run is null)
        {
            return "";
        }

        SeriesPoint? newest = run.Series.Count == 0 ? null : run.Series[^1];
        One(text, "requests_completed_total", "counter", "Responses.", run.Requests.Completed);
        One(text, "requests_failed_total", "counter", "Requests that failed.", run.Requests.Failed);
        One(text, "received_bytes_total", "counter", "Bytes received.", run.Bytes.In);
        One(text, "elapsed_seconds", "gauge", "Since the start of the measured time.", run.Elapsed.TotalSeconds);
        One(text, "request_rate", "gauge", "Responses a second in the newest interval.", newest?.Rate);
        One(text, "target_rate", "gauge", "What was asked for in the newest interval.", newest?.Target);
        One(text, "connections", "gauge", "Open connections.", newest?.Conns);
        One(text, "cpu_percent", "gauge", "Processor time of the load's threads, of all processors.", newest?.Cpu);
        Head(text, "responses_total", "counter", "Responses by status code.");
        foreach ((string code, long count) in run.Status)
        {
            Line(text, "responses_total", $"{{code=\"{code}\"}}", count);
        }

        Head(text, "errors_total", "counter", "Errors by kind and reason.");
        foreach (ErrorFigures error in run.Errors)
        {
            Line(text, "errors_total", $"{{kind=\"{error.Kind}\",code=\"{error.Code}\"}}", error.Count);
        }

        AddLatency(text, run.Latency);
        AddSteps(text, run);
        return text.ToString();
    }

    private static void AddLatency(StringBuilder text, LatencyFigures latency)
    {
        Head(text, "latency_seconds", "summary", "Latency since the start of the measured time.");
        ReadOnlySpan<(string Quantile, long? Us)> quantiles =
        [
            ("0.5", latency.P50), ("0.9", latency.P90), ("0.95", latency.P95), ("0.99", latency.P99),
            ("0.999", latency.P999), ("1", latency.Max),
        ];
        foreach ((string quantile, long? us) in quantiles)
        {
            if (us is { } value)
            {
                Line(text, "latency_seconds", $"{{quantile=\"{quantile}\"}}", value / 1_000_000.0);
            }
        }

        Line(text, "latency_seconds_count", "", latency.Count);
    }

    // A summary's percentiles cannot be added up over machines; these counts can.
    private static void AddSteps(StringBuilder text, LiveFigures run)
    {
        Head(text, "duration_seconds", "histogram", "Latency of each response, as measured.");
        long all = 0;
        foreach ((string bound, long count) in LatencySteps.Of(run))
        {
            Line(text, "duration_seconds_bucket", $"{{le=\"{bound}\"}}", count);
            all = count;
        }

        Line(text, "duration_seconds_sum", "", LatencySteps.Sum(run));
        Line(text, "duration_seconds_count", "", all);
    }

    private static void One(StringBuilder text, string name, string type, string help, double? value)
    {
        if (value is { } known)
        {
            Head(text, name, type, help);
            Line(text, name, "", known);
        }
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append($"# HELP runner_{name} {help}\n# TYPE runner_{name} {type}\n");

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"runner_{name}{labels} {value}\n");
}
