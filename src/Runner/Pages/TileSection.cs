using System.Globalization;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>The six figures that are looked for first.</summary>
internal static class TileSection
{
    public static void Write(HtmlWriter page, ResultDocument run)
    {
        page.Open("section", ("aria-label", "Key figures")).Open("dl", ("class", "tiles"));
        LatencyFigures latency = run.Latency;
        WriteTile(
            page, "rate", "Requests per second", run.Rate.Achieved, Quantity.Count(run.Rate.Achieved),
            $"{Quantity.Exact(run.Requests.Completed)} in {Quantity.Moment(run.DurationS)}");
        WriteTile(page, "p50", "p50 latency", latency.P50, Quantity.Time(latency.P50), "half were faster");
        WriteTile(page, "p99", "p99 latency", latency.P99, Quantity.Time(latency.P99), "1 in 100 was slower");
        WriteTile(page, "p999", "p99.9 latency", latency.P999, Quantity.Time(latency.P999), MaximumOf(latency));
        long? failed = run.Requests.Failed;
        WriteTile(
            page, "errors", "Errors", failed, Quantity.Exact(failed),
            run.SuccessRate is { } share ? $"{Quantity.Share(1 - share)} of the requests" : "",
            failed > 0 ? "bad" : null);
        WriteTile(
            page, "throughput", "Throughput", run.Bytes.InPerS,
            run.Bytes.InPerS is null ? Quantity.None : Quantity.Bytes(run.Bytes.InPerS) + "/s",
            $"{Quantity.Bytes(run.Bytes.In)} read");
        page.Close().Close();
    }

    private static string MaximumOf(LatencyFigures latency) =>
        latency.Max is null ? "" : $"slowest {Quantity.Time(latency.Max)}";

    // The exact figure goes along, for a pointer that rests on the tile, and for programs.
    private static void WriteTile(
        HtmlWriter page, string id, string name, double? value, string text, string note, string? tone = null)
    {
        string? exact = value?.ToString("R", CultureInfo.InvariantCulture);
        page.Open("div", ("class", tone)).Leaf("dt", name);
        page.Leaf("dd", text, ("class", "figure"), ("id", "tile-" + id), ("data-value", exact), ("title", exact));
        page.Leaf("dd", note, ("class", "note")).Close();
    }
}
