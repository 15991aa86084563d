using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>
/// The top of the page: which run this is, and what to think of it: thresholds, success, the rate against its target,
/// and whether the generator was in the way.
/// </summary>
internal static class VerdictSection
{
    public static void Write(HtmlWriter page, ResultDocument run)
    {
        page.Open("header");
        page.Leaf("h1", PageFrame.NameOf(run));
        page.Open("p", ("class", "about"));
        foreach (string fact in Facts(run))
        {
            page.Leaf("span", fact);
        }

        page.Close().Close();
        page.Open("main", ("id", "figures"));
        (string tone, string headline) = Headline(run);
        page.Open("section", ("class", "verdict " + tone), ("aria-labelledby", "verdict"));
        page.Leaf("h2", headline, ("id", "verdict"));
        page.Open("ul", ("class", "checks"));
        foreach (ThresholdVerdict threshold in run.Thresholds ?? [])
        {
            WriteCheck(page, threshold.Ok ? "good" : "bad", threshold.Expr, Measured(threshold));
        }

        WriteSuccess(page, run);
        WriteRate(page, run);
        GeneratorVerdict generator = GeneratorVerdict.Of(run);
        WriteCheck(page, generator.Tone, generator.Headline, generator.Detail);
        page.Close();
        WriteWarnings(page, run.Warnings);
        page.Close();
    }

    private static IEnumerable<string> Facts(ResultDocument run)
    {
        if (!string.IsNullOrWhiteSpace(run.Run.Name))
        {
            yield return run.Target.Url;
        }

        yield return run.Run.Start.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        yield return $"{Quantity.Moment(run.DurationS)}{(run.Run.Interrupted ? ", interrupted" : "")}";
        string users = run.Config.Mode == "locust" ? "users" : "connections";
        string threads = run.Config.Threads == 1 ? "1 thread" : $"{run.Config.Threads} threads";
        yield return $"{Quantity.Exact(run.Config.Connections)} {users}, {threads}";
        foreach ((string key, string value) in run.Run.Tags ?? new Dictionary<string, string>())
        {
            yield return $"{key}: {value}";
        }
    }

    private static (string Tone, string Headline) Headline(ResultDocument run)
    {
        IReadOnlyList<ThresholdVerdict> thresholds = run.Thresholds ?? [];
        int failed = thresholds.Count(threshold => !threshold.Ok);
        if (thresholds.Count > 0)
        {
            string all = thresholds.Count == 1 ? "The threshold" : $"All {thresholds.Count} thresholds";
            return failed > 0
                ? ("bad", $"{failed} of {thresholds.Count} thresholds missed")
                : ("good", $"{all} {(thresholds.Count == 1 ? "is" : "are")} met");
        }

        return run switch
        {
            { Requests.Completed: 0 } => ("bad", "No request was answered"),
            _ when GeneratorVerdict.Of(run).Tone == "bad" =>
                ("warn", "The generator was the bottleneck, not the server"),
            { SuccessRate: < 1 } => ("warn", $"{Quantity.Share(1 - run.SuccessRate)} of the requests failed"),
            { Run.Interrupted: true } => ("warn", "The run was interrupted"),
            _ => ("good", "Every request was answered"),
        };
    }

    private static void WriteSuccess(HtmlWriter page, ResultDocument run)
    {
        if (run.SuccessRate is { } share)
        {
            long failed = run.Requests.Failed ?? 0;
            string detail = failed == 0 ? "no failures" : $"{Quantity.Exact(failed)} failed";
            string tone = share >= 1 ? "good" : share > 0.99 ? "warn" : "bad";
            WriteCheck(page, tone, $"{Quantity.Share(share)} success", detail);
        }
    }

    private static void WriteRate(HtmlWriter page, ResultDocument run)
    {
        if (run.Rate is { Target: { } target, Ratio: { } ratio })
        {
            string tone = ratio >= 0.99 ? "good" : ratio >= 0.95 ? "warn" : "bad";
            string detail = $"{Quantity.Rate(run.Rate.Achieved)} of {Quantity.Rate(target)}";
            WriteCheck(page, tone, $"{Quantity.Share(Math.Min(ratio, 1))} of the target rate", detail);
        }
    }

    private static void WriteCheck(HtmlWriter page, string tone, string what, string detail)
    {
        // The sign says by its shape what the colour says.
        string sign = tone switch { "good" => "✓", "bad" => "✕", "warn" => "!", _ => "·" };
        page.Open("li", ("class", tone)).Leaf("b", sign, ("aria-hidden", "true"));
        page.Open("span").Leaf("strong", what).Leaf("small", detail).Close().Close();
    }

    // A document that is older than the unit has the bare number.
    private static string Measured(ThresholdVerdict threshold) => threshold switch
    {
        { Actual: null } => "nothing measured",
        { Actual: { } time, Unit: "us" } => $"measured {Quantity.Time(time)}",
        { Actual: { } share, Unit: "share" } => $"measured {Quantity.Share(share)}",
        { Actual: { } rate, Unit: "per_s" } => $"measured {Quantity.Rate(rate)}",
        { Actual: { } actual } => $"measured {Quantity.Plain(actual)}",
    };

    private static void WriteWarnings(HtmlWriter page, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        page.Open("ul", ("class", "warnings"), ("aria-label", "Warnings"));
        foreach (string warning in warnings)
        {
            page.Leaf("li", warning);
        }

        page.Close();
    }
}
