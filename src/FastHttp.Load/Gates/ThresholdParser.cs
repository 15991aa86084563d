using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Gates;

/// <summary>
/// `p99&lt;250ms`, `p99{/login}&lt;=1s`, `error_rate&lt;1%`: makes a threshold of such a text, or says what is wrong
/// with it.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class ThresholdParser
{
    private static readonly (string Text, Comparison Comparison)[] s_comparisons =
    [
        // The longer ones first, since the shorter ones begin them.
        ("<=", Comparison.LessOrEqual),
        (">=", Comparison.GreaterOrEqual),
        ("==", Comparison.Equal),
        ("!=", Comparison.NotEqual),
        ("<", Comparison.Less),
        (">", Comparison.Greater),
        ("=", Comparison.Equal),
    ];

    /// <summary>Reads one threshold; with an error, the rest of a sentence that begins with the text.</summary>
    public static (Threshold? Threshold, string? Error) Parse(string text)
    {
        if (text.Contains('{') && !text.Contains('}'))
        {
            return (null, "the } after the name is missing, such as in p99{/login}<1s");
        }

        (string left, Comparison comparison, string right) = Split(text);
        if (left.Length == 0 || right.Length == 0)
        {
            return (null, "expected a metric, a comparison and a limit, such as p99<250ms");
        }

        (string name, string? url, string? error) = SplitUrl(left);
        if (error is not null)
        {
            return (null, error);
        }

        if (!ThresholdMetric.TryParse(name, out ThresholdMetric metric))
        {
            string hint = ThresholdMetric.Suggest(name) is { } near
                ? $"Did you mean {near}?"
                : $"There are {ThresholdMetric.Names}";
            return (null, $"no metric is called '{name}'. {hint}");
        }

        (double limit, bool isShare, error) = ParseLimit(right, metric);
        return error is not null ? (null, error) : (new Threshold
        {
            Text = text.Trim(),
            Metric = metric,
            Comparison = comparison,
            Limit = limit,
            IsShare = isShare,
            Url = url,
        }, null);
    }

    private static (string Left, Comparison Comparison, string Right) Split(string text)
    {
        // What stands in braces is a URL, which may have any of these characters in its query.
        int close = text.IndexOf('}', StringComparison.Ordinal);
        int from = close < 0 ? 0 : close;
        int at = text.AsSpan(from).IndexOfAny('<', '>', '=');
        at = at < 0 ? text.IndexOf('!', from) : at + from - (at + from > 0 && text[at + from - 1] == '!' ? 1 : 0);
        foreach ((string sign, Comparison comparison) in s_comparisons)
        {
            if (at >= 0 && string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0)
            {
                return (text[..at].Trim(), comparison, text[(at + sign.Length)..].Trim());
            }
        }

        return ("", default, "");
    }

    private static (string Name, string? Url, string? Error) SplitUrl(string left)
    {
        int open = left.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            return (left, null, null);
        }

        string url = left[(open + 1)..].TrimEnd('}').Trim();
        return left[^1] == '}' && url.Length > 0
            ? (left[..open].Trim(), url, null)
            : ("", null, "a URL stands in braces after the metric, such as p99{/login}<1s");
    }

    private static (double Limit, bool IsShare, string? Error) ParseLimit(string text, ThresholdMetric metric)
    {
        bool isPercent = text.EndsWith('%');
        string number = isPercent ? text[..^1].TrimEnd() : text;
        bool isPlain = double.TryParse(
            number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        switch (metric.Unit)
        {
            case MetricUnit.Time when isPlain:
                return (0, false, $"'{text}' has no unit; write {number}ms, {number}us or {number}s");
            case MetricUnit.Time:
                return NumberSyntax.TryParseTime(text, out TimeSpan time)
                    ? (time.TotalMicroseconds, false, null)
                    : (0, false, $"'{text}' is not a time such as 250ms");
            case MetricUnit.Share when isPlain && !isPercent && value >= 1:
                return (0, false, $"'{text}' has no unit; write {number}%, or the share, from 0 to 1, as 0.01");
            case MetricUnit.Share:
                return isPlain
                    ? (isPercent ? value / 100 : value, false, null)
                    : (0, false, $"'{text}' is not a share such as 1% or 0.01");
            case MetricUnit.Count when isPercent:
                return isPlain ? (value / 100, true, null) : (0, false, $"'{text}' is not a share such as 1%");
            case MetricUnit.Count:
                return NumberSyntax.TryParseMetric(text, out long count)
                    ? (count, false, null)
                    : (0, false, $"'{text}' is not a number such as 100 or 10k, or a share such as 1%");
            default:
                return PaceSyntax.TryParse(text, out double rate)
                    ? (rate, false, null)
                    : (0, false, $"'{text}' is not a rate such as 50k or 90/m");
        }
    }
}
