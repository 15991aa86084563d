using System;
using Runner.Pages.Html;

namespace Runner.Comparing;

/// <summary>A change in words, the same in the terminal and on the page.</summary>
internal static class ChangeText
{
    public static string Change(MetricChange change)
    {
        string arrow = change.Change switch { > 0 => "↑ ", < 0 => "↓ ", _ => "" };
        return arrow + Amount(change, change.Change);
    }

    public static string Interval(MetricChange change) => change.Interval is { } interval
        ? $"{Amount(change, interval.Low)} to {Amount(change, interval.High)}"
        : Quantity.None;

    public static string Verdict(MetricChange change) => change.Verdict switch
    {
        ChangeVerdict.Better => "better",
        ChangeVerdict.Worse => "worse",
        ChangeVerdict.WithinNoise => "within noise",
        _ => change.Change is null ? "not measured" : "repeat to tell",
    };

    private static string Amount(MetricChange change, double? amount)
    {
        string text = Quantity.Change(amount is { } value && Math.Abs(value) < 0.0005 ? 0 : amount);
        return change.Metric.IsShare && text.EndsWith('%') ? text[..^1] + "points" : text;
    }
}
