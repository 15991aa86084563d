using System;
using System.Globalization;
using System.Text;
using System.Threading;

namespace LocustBridge.Outputs;

/// <summary>
/// Keeps the newest statistics as Prometheus text, for a page or a push of the program's own. <see cref="Text"/> may be
/// read from any thread.
/// </summary>
// Prometheus exposition format 0.0.4. Gauge names are boomer's, so that its dashboards fit.
public sealed class PrometheusOutput : ILocustOutput
{
    private string _text = string.Empty;

    /// <summary>The newest report; empty before the first.</summary>
    public string Text => Volatile.Read(ref _text);

    /// <inheritdoc/>
    public void Start()
    {
    }

    /// <inheritdoc/>
    public void Report(LocustSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var text = new StringBuilder();
        Gauge(text, snapshot, "num_requests", static row => row.NumRequests);
        Gauge(text, snapshot, "num_failures", static row => row.NumFailures);
        Gauge(text, snapshot, "median_response_time", static row => row.Median);
        Gauge(text, snapshot, "average_response_time", static row => row.Average);
        Gauge(text, snapshot, "min_response_time", static row => row.Min);
        Gauge(text, snapshot, "max_response_time", static row => row.Max);
        Gauge(text, snapshot, "avg_content_length", static row => row.AverageContentLength);
        Gauge(text, snapshot, "current_rps", static row => row.CurrentRps);
        Gauge(text, snapshot, "current_fail_per_sec", static row => row.CurrentFailuresPerSecond);
        Single(text, "users", snapshot.UserCount);
        Single(text, "total_rps", snapshot.Total.CurrentRps);
        Single(text, "fail_ratio", snapshot.Total.FailRatio);
        Volatile.Write(ref _text, text.ToString());
    }

    /// <inheritdoc/>
    public void Stop()
    {
    }

    private static void Gauge(
        StringBuilder text, LocustSnapshot snapshot, string name, Func<SnapshotRow, double> value)
    {
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n");
        foreach (SnapshotRow row in snapshot.Rows)
        {
            text.Append(name).Append("{method=\"");
            Escape(text, row.Method);
            text.Append("\",name=\"");
            Escape(text, row.Name);
            text.Append(CultureInfo.InvariantCulture, $"\"}} {value(row)}\n");
        }
    }

    private static void Single(StringBuilder text, string name, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n{name} {value}\n");

    // Label values: backslash, quote and line feed are the three to escape.
    private static void Escape(StringBuilder text, string value)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }
    }
}
