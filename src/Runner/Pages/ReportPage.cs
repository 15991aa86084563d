using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>
/// The report of a run as one page that needs nothing beside itself: a pure function of the document. Its sections come
/// in the order in which they are read, the verdict first and the configuration last.
/// </summary>
internal static class ReportPage
{
    public static string Render(ResultDocument run)
    {
        HtmlWriter page = new();
        PageFrame.Begin(page, PageFrame.NameOf(run));
        VerdictSection.Write(page, run);
        TileSection.Write(page, run);
        if (run.Requests.Completed > 0 || run.Series is { Count: > 0 })
        {
            Timeline timeline = Timeline.Of(run);
            LatencySection.WriteCurve(page, run);
            TimeSection.Write(page, run, timeline);
            HeatSection.Write(page, run);
            LatencySection.WriteHistogram(page, run);
            OutcomeSection.Write(page, run);
            GroupSection.Write(page, run);
            ConnectionSection.Write(page, run, timeline);
            GeneratorSection.Write(page, run, timeline);
        }
        else
        {
            OutcomeSection.Write(page, run);
        }

        ConfigurationSection.Write(page, run);
        PageFrame.End(page);
        return page.ToString();
    }
}
