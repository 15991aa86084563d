using System.Linq;
using System.Text.Json;
using FastHttp.Load.Results;
using Runner.Pages.Charts;

namespace Runner.Pages;

/// <summary>
/// The document as a page carries it: without blanks, and where it would still be too large for a page, with a coarser
/// series and without what it can do without.
/// </summary>
internal static class EmbeddedDocument
{
    // A page is to stay below 300 KB, and its charts take up to half of that.
    private const int MaxCharacters = 80_000;

    private const int MaxGroups = 40;

    public static string Text(ResultDocument run)
    {
        // What is certainly too large is not even tried.
        string text = run.Series is { Count: > Timeline.MaxPoints }
            ? Compact(run with { Series = Timeline.Of(run).Points, Heatmap = null })
            : Compact(run);
        if (text.Length > MaxCharacters)
        {
            run = run with
            {
                Series = Timeline.Of(run).Points,
                Heatmap = null,
                Groups = run.Groups is { } groups ? [.. groups.Take(MaxGroups).Select(Bare)] : null,
            };
            text = Compact(run);
        }

        return text;
    }

    /// <summary>What a download of it is called.</summary>
    public static string FileName(ResultDocument run) =>
        $"run-{new string([.. run.Run.Id.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')])}.json";

    // The histogram and the course are what is large in a group.
    private static GroupFigures Bare(GroupFigures group) => group with
    {
        Latency = group.Latency is { } latency ? latency with { Histogram = null } : null,
        Series = null,
    };

    private static string Compact(ResultDocument run)
    {
        using JsonDocument indented = JsonDocument.Parse(ResultFile.ToText(run));
        return PointData.Write(indented.RootElement.WriteTo);
    }
}
