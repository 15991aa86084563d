using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>What came back: status codes, errors with a sample of each, and what was expected.</summary>
internal static class OutcomeSection
{
    public static void Write(HtmlWriter page, ResultDocument run)
    {
        PageFrame.BeginSection(page, "outcome", "Responses and errors");
        // Samples want the width of the page.
        page.Open("div", ("class", run.StatusSamples is { Count: > 0 } ? "columns stacked" : "columns"));
        WriteStatus(page, run.Status, run.StatusSamples);
        WriteErrors(page, run.Errors);
        page.Close();
        WriteChecks(page, run.Checks);
        page.Close();
    }

    private static void WriteStatus(
        HtmlWriter page,
        IReadOnlyDictionary<string, long>? status,
        IReadOnlyDictionary<string, StatusSample>? samples)
    {
        samples ??= new Dictionary<string, StatusSample>();
        page.Open("div", ("class", "scroll")).Open("table", ("id", "table-status"), ("class", "wide"));
        page.Leaf("caption", "Status codes");
        page.Open("thead").Open("tr").Leaf("th", "Status", ("scope", "col"));
        page.Leaf("th", "Responses", ("scope", "col")).Leaf("th", "Share", ("scope", "col"));
        if (samples.Count > 0)
        {
            page.Leaf("th", "First sample", ("scope", "col")).Leaf("th", "First", ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        status ??= new Dictionary<string, long>();
        long total = status.Values.Sum();
        foreach ((string code, long count) in status.OrderByDescending(pair => pair.Value))
        {
            double share = total == 0 ? 0 : (double)count / total;
            page.Open("tr").Leaf("th", code, ("scope", "row"), ("class", ToneOf(code)));
            page.Leaf("td", Quantity.Exact(count));
            page.Open("td").Text(Quantity.Share(share)).Open("span", ("class", "bar " + ToneOf(code)));
            page.Leaf("i", "", ("style", $"width:{(share * 100).ToString("0.##", CultureInfo.InvariantCulture)}%"));
            page.Close().Close();
            if (samples.Count > 0)
            {
                StatusSample? sample = samples.GetValueOrDefault(code);
                page.Leaf("td", sample?.Text ?? "", ("class", "sample"));
                page.Leaf("td", sample is null ? "" : Quantity.Moment(sample.FirstS));
            }

            page.Close();
        }

        if (total == 0)
        {
            page.Open("tr").Leaf("td", "No response.", ("colspan", "3"), ("class", "empty")).Close();
        }

        page.Close().Close().Close();
    }

    private static string ToneOf(string code) => code.Length == 0 ? "" : code[0] switch
    {
        '2' => "good",
        '4' or '5' => "bad",
        _ => "plain",
    };

    private static void WriteErrors(HtmlWriter page, IReadOnlyList<ErrorFigures> errors)
    {
        page.Open("div", ("class", "scroll")).Open("table", ("id", "table-errors"), ("class", "wide"));
        page.Leaf("caption", "Errors");
        page.Open("thead").Open("tr");
        foreach (string head in (string[])["Kind", "Reason, and the first sample", "Count", "First", "Last"])
        {
            page.Leaf("th", head, ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        foreach (ErrorFigures error in errors)
        {
            page.Open("tr").Open("th", ("scope", "row"), ("class", "bad")).Text(error.Kind).Close();
            page.Open("td", ("class", "sample")).Text(error.Message ?? error.Code);
            if (error.Sample is { Length: > 0 } sample)
            {
                page.Leaf("q", sample);
            }

            if (error.Message is not null && error.Code.Length > 0)
            {
                page.Leaf("small", error.Code);
            }

            page.Close();
            page.Leaf("td", Quantity.Exact(error.Count));
            page.Leaf("td", error.FirstS is { } first ? Quantity.Moment(first) : Quantity.None);
            page.Leaf("td", error.LastS is { } last ? Quantity.Moment(last) : Quantity.None);
            page.Close();
        }

        if (errors.Count == 0)
        {
            page.Open("tr").Leaf("td", "No other errors.", ("colspan", "5"), ("class", "empty")).Close();
        }

        page.Close().Close().Close();
    }

    private static void WriteChecks(HtmlWriter page, IReadOnlyList<CheckFigures>? checks)
    {
        if (checks is not { Count: > 0 })
        {
            return;
        }

        page.Open("div", ("class", "scroll")).Open("table", ("id", "table-checks")).Leaf("caption", "Checks");
        page.Open("thead").Open("tr");
        foreach (string head in (string[])["Check", "Passed", "Failed", "Sample"])
        {
            page.Leaf("th", head, ("scope", "col"));
        }

        page.Close().Close().Open("tbody");
        foreach (CheckFigures check in checks)
        {
            page.Open("tr").Leaf("th", check.Name, ("scope", "row"));
            page.Leaf("td", Quantity.Exact(check.Pass));
            page.Leaf("td", Quantity.Exact(check.Fail), ("class", check.Fail > 0 ? "bad" : null));
            page.Leaf("td", check.Sample ?? "", ("class", "sample")).Close();
        }

        page.Close().Close().Close();
    }
}
