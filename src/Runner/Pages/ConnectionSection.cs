using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Charts;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>What became of the connections, and how long the phases of a request took.</summary>
internal static class ConnectionSection
{
    public static void Write(HtmlWriter page, ResultDocument run, Timeline time)
    {
        (string Name, LatencyFigures Figures)[] phases =
        [
            .. new (string Name, LatencyFigures? Figures)[]
            {
                ("Name resolution", run.Dns), ("Connecting", run.Connect), ("TLS handshake", run.TlsHandshake),
                ("First byte of a response", run.Ttfb), ("Whole response", run.LatencyUncorrected ?? run.Latency),
            }.Where(phase => phase.Figures is { Count: > 0 }).Select(phase => (phase.Name, phase.Figures!)),
        ];
        if (run.Connections is null && phases.Length < 2 && !time.Has(point => point.Conns))
        {
            return;
        }

        PageFrame.BeginSection(page, "connections", "Connections and phases");
        WriteFacts(page, run.Connections);
        if (time.Has(point => point.Conns))
        {
            WriteChart(page, run, time);
        }

        WritePhases(page, phases);
        page.Close();
    }

    private static void WriteFacts(HtmlWriter page, ConnectionFigures? connections)
    {
        if (connections is null)
        {
            return;
        }

        page.Open("dl", ("class", "facts"));
        foreach ((string name, string value) in new (string Name, string Value)[]
        {
            ("Opened", Quantity.Exact(connections.Opened)),
            ("Most open at once", Quantity.Exact(connections.Peak)),
            ("Requests on a reused connection", Quantity.Share(connections.ReusedRatio)),
            ("Closed by the server", Quantity.Exact(connections.ClosedByPeer)),
            ("Closed while idle", Quantity.Exact(connections.ClosedIdle)),
            ("Reconnects", Quantity.Exact(connections.Reconnects)),
            ("TLS handshakes", Quantity.Exact(connections.TlsHandshakes)),
            ("TLS sessions resumed", Quantity.Exact(connections.TlsResumed)),
        }.Where(fact => fact.Value != Quantity.None))
        {
            page.Open("div").Leaf("dt", name).Leaf("dd", value).Close();
        }

        page.Close();
    }

    private static void WriteChart(HtmlWriter page, ResultDocument run, Timeline time)
    {
        List<ChartSeries> series =
            [new("Open", "rate", time.Values(point => point.Conns), Quantity.Count) { Shape = SeriesShape.Area }];
        if (!TimeSection.IsRateTarget(run) && time.Has(point => point.Target))
        {
            series.Add(new("Target", "target", time.Values(point => point.Target), Quantity.Count) { IsDashed = true });
        }

        double largest = series.SelectMany(one => one.Values).Max() ?? 1;
        ChartRenderer.Write(page, "Open connections", "At the end of each interval.", new Chart
        {
            Id = "chart-connections",
            Title = "Open connections",
            Summary = $"At most {Quantity.Count(time.Points.Max(point => point.Conns))}.",
            PointName = "Time",
            Points = time.Middles,
            PointFormat = time.Interval,
            Horizontal = AxisScale.Time(time.Seconds, Quantity.Moment),
            Vertical = AxisScale.Linear(largest, value => Quantity.Count(value), 3),
            Series = series,
            Height = 120,
        });
    }

    private static void WritePhases(HtmlWriter page, (string Name, LatencyFigures Figures)[] phases)
    {
        if (phases.Length < 2)
        {
            return;
        }

        page.Open("div", ("class", "scroll")).Open("table", ("id", "table-phases"), ("class", "wide"));
        page.Leaf("caption", "Phases").Open("thead").Open("tr");
        foreach (string head in (string[])["Phase", "Samples", "mean", "p50", "p90", "p99", "max"])
        {
            page.Leaf("th", head, ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        foreach ((string name, LatencyFigures figures) in phases)
        {
            page.Open("tr").Leaf("th", name, ("scope", "row")).Leaf("td", Quantity.Exact(figures.Count));
            foreach (double? value in
                (double?[])[figures.Mean, figures.P50, figures.P90, figures.P99, figures.Max])
            {
                page.Leaf("td", Quantity.Time(value));
            }

            page.Close();
        }

        page.Close().Close().Close();
    }
}
