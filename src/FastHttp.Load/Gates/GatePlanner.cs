using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Text;

namespace FastHttp.Load.Gates;

// The options on when a run has failed → their plan, or the first reason why not.
internal static class GatePlanner
{
    /// <param name="options">What was typed.</param>
    /// <param name="hasRate">Whether there is a schedule to keep.</param>
    /// <param name="followsRedirects">Whether an answer may be a step on the way.</param>
    /// <param name="entries">What the entries of a list of URLs are called, or null when there is none.</param>
    /// <param name="names">What options are called.</param>
    public static (GatePlan? Plan, string? Error) Plan(
        GateOptions options,
        bool hasRate,
        bool followsRedirects,
        IReadOnlyList<string>? entries,
        OptionNames names)
    {
        (GatePlan? plan, string? error) = Expectations(options, followsRedirects, names);
        if (plan is null)
        {
            return (null, error);
        }

        List<Threshold> thresholds = [];
        foreach (string text in options.Thresholds)
        {
            (Threshold? threshold, error) = ThresholdParser.Parse(text);
            error ??= Fault(threshold!, plan, hasRate, options.NamesComeLater, names)
                ?? FaultOfUrl(threshold!, options.NamesComeLater, entries, names);
            if (error is not null)
            {
                string help = error.EndsWith('?') ? names.ThresholdHelp.TrimStart('.') : names.ThresholdHelp;
                return (null, $"{names.Threshold} '{text}': {error.TrimEnd('.')}{help}");
            }

            thresholds.Add(options.NamesComeLater ? threshold! : Resolve(threshold!, entries));
        }

        bool isImplied = HasExpectation(plan) && !thresholds.Exists(item => item.Metric.Kind == MetricKind.Unexpected);
        if (isImplied)
        {
            thresholds.Add(Implied(plan, names));
        }

        return options.AbortOnFail && thresholds.Count == 0
            ? (null, $"{names.AbortOnFail} needs something that can fail: add {names.Threshold} or "
                + $"{names.ExpectStatus}{names.ThresholdHelp}")
            : (plan with { Thresholds = thresholds }, null);
    }

    private static (GatePlan? Plan, string? Error) Expectations(
        GateOptions options, bool followsRedirects, OptionNames names)
    {
        StatusSet? status = null;
        if (options.ExpectStatus is { } statusText && !StatusSet.TryParse(statusText, out status))
        {
            return (null, $"{names.ExpectStatus} '{statusText}': expected statuses or classes, such as 2xx or 200,301");
        }

        BodyExpectation? body = null;
        if (options.ExpectBody is { } bodyText)
        {
            (body, string? error) = BodyExpectation.Parse(bodyText);
            if (body is null)
            {
                return (null, $"{names.ExpectBody} '{bodyText}': {error}. "
                    + "Write a text, or /pattern/ without look-around");
            }
        }

        return (new GatePlan
        {
            ExpectedStatus = status,
            ExpectedBody = body,
            FollowsRedirects = followsRedirects,
            AbortsOnFail = options.AbortOnFail,
        }, null);
    }

    private static string? Fault(
        Threshold threshold, GatePlan plan, bool hasRate, bool namesComeLater, OptionNames names)
    {
        if (threshold.Metric.IsOfScenario && !namesComeLater)
        {
            return $"only a scenario has checks and iterations; add {names.AddScenario}";
        }

        if (threshold.Metric.Kind == MetricKind.RateRatio && !hasRate)
        {
            return $"rate_ratio compares with a schedule; add {names.Rate}";
        }

        if (threshold.Metric.Kind == MetricKind.Unexpected && !HasExpectation(plan))
        {
            return $"nothing is expected yet; add {names.ExpectStatus} or {names.ExpectBody}";
        }

        return null;
    }

    private static string? FaultOfUrl(
        Threshold threshold, bool namesComeLater, IReadOnlyList<string>? entries, OptionNames names)
    {
        if (threshold.Url is null)
        {
            return null;
        }

        if (!threshold.Metric.IsKnownByUrl)
        {
            return "this metric is about the whole run; leave {...} out";
        }

        if (namesComeLater)
        {
            return null;
        }

        string list = string.Join(", ", (entries ?? []).Take(5).Select(entry => $"'{entry}'"));
        return entries is null ? $"figures of a URL need a list of them; add {names.AddRequestList}"
            : Find(threshold.Url, entries) is null ? $"no entry of {names.RequestList} is called '{threshold.Url}'; "
                + $"there are {list}"
            : null;
    }

    private static Threshold Resolve(Threshold threshold, IReadOnlyList<string>? entries) =>
        threshold.Url is null ? threshold : threshold with { Url = Find(threshold.Url, entries!) };

    // An entry is called "GET /login"; the method may be left out.
    private static string? Find(string url, IReadOnlyList<string> entries) =>
        entries.FirstOrDefault(entry => entry == url)
        ?? entries.FirstOrDefault(entry => entry.EndsWith($" {url}", StringComparison.Ordinal));

    private static Threshold Implied(GatePlan plan, OptionNames names)
    {
        string status = plan.ExpectedStatus is { } set ? $" with {names.ExpectStatus} {set.Text}" : "";
        string body = plan.ExpectedBody is { } expectation ? $" with {names.ExpectBody} {expectation.Text}" : "";
        return ThresholdParser.Parse("unexpected==0").Threshold! with
        {
            Text = $"unexpected==0{status}{body}",
            IsImplied = true,
        };
    }

    private static bool HasExpectation(GatePlan plan) =>
        plan.ExpectedStatus is not null || plan.ExpectedBody is not null;
}
