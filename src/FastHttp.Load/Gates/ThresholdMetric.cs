using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Gates;

/// <summary>The left side of a threshold: what is measured, and at which percentile, status or class.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public readonly record struct ThresholdMetric(MetricKind Kind, double Number = 0)
{
    /// <summary>The metrics that can be named, for messages.</summary>
    internal const string Names =
        "p50..p99.999, mean, min, max, error_rate, errors, timeouts, requests, rps, rate_ratio, "
        + "status_5xx, status_404, unexpected, checks, iterations, failed_iterations";

    private static readonly Dictionary<string, ThresholdMetric> s_words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mean"] = new(MetricKind.Mean),
        ["avg"] = new(MetricKind.Mean),
        ["min"] = new(MetricKind.Minimum),
        ["max"] = new(MetricKind.Maximum),
        ["med"] = new(MetricKind.Percentile, 50),
        ["error_rate"] = new(MetricKind.ErrorRate),
        ["errors"] = new(MetricKind.Errors),
        ["timeouts"] = new(MetricKind.Timeouts),
        ["requests"] = new(MetricKind.Requests),
        ["rps"] = new(MetricKind.Rate),
        ["rate_ratio"] = new(MetricKind.RateRatio),
        ["unexpected"] = new(MetricKind.Unexpected),
        ["checks"] = new(MetricKind.Checks),
        ["iterations"] = new(MetricKind.Iterations),
        ["failed_iterations"] = new(MetricKind.FailedIterations),
    };

    internal MetricUnit Unit => Kind switch
    {
        MetricKind.Percentile or MetricKind.Mean or MetricKind.Minimum or MetricKind.Maximum => MetricUnit.Time,
        MetricKind.ErrorRate or MetricKind.RateRatio or MetricKind.Checks => MetricUnit.Share,
        MetricKind.Rate => MetricUnit.Rate,
        _ => MetricUnit.Count,
    };

    /// <summary>Whether there are such figures for each entry of a list of URLs.</summary>
    internal bool IsKnownByUrl => Kind is not
        (MetricKind.RateRatio or MetricKind.Unexpected or MetricKind.Timeouts
        or MetricKind.Iterations or MetricKind.FailedIterations);

    /// <summary>Whether only a scenario has it.</summary>
    public bool IsOfScenario =>
        Kind is MetricKind.Checks or MetricKind.Iterations or MetricKind.FailedIterations;

    /// <summary>Whether a status belongs to the metric: 5 is a class, 503 is itself.</summary>
    internal bool Covers(int status) => Number < 10 ? status / 100 == (int)Number : status == (int)Number;

    internal static bool TryParse(string text, out ThresholdMetric metric)
    {
        if (s_words.TryGetValue(text, out metric))
        {
            return true;
        }

        if (text.StartsWith("status_", StringComparison.OrdinalIgnoreCase))
        {
            bool isStatus = StatusSet.TryParseOne(text.AsSpan("status_".Length), out int status);
            metric = new ThresholdMetric(MetricKind.Status, status);
            return isStatus;
        }

        // k6 writes p(95).
        ReadOnlySpan<char> number = text is ['p' or 'P', '(', .. var inner, ')'] ? inner
            : text is ['p' or 'P', .. var rest] ? rest
            : default;
        bool isPercent = double.TryParse(
            number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
        metric = new ThresholdMetric(MetricKind.Percentile, percent);
        return isPercent && percent is > 0 and <= 100;
    }

    /// <summary>The known name that is nearest to a text.</summary>
    internal static string? Suggest(string text) =>
        Spelling.Nearest(text, s_words.Keys.Append("status_5xx").Append("p99"));
}

/// <summary>What a threshold can be about. The unit of each is in ThresholdMetric.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum MetricKind
{
    /// <summary>A percentile of the latency.</summary>
    Percentile,

    /// <summary>The mean latency.</summary>
    Mean,

    /// <summary>The smallest latency.</summary>
    Minimum,

    /// <summary>The largest latency.</summary>
    Maximum,

    /// <summary>Failed requests, of all that ended.</summary>
    ErrorRate,

    /// <summary>Failed requests.</summary>
    Errors,

    /// <summary>Requests whose answer came late, or never.</summary>
    Timeouts,

    /// <summary>Answers.</summary>
    Requests,

    /// <summary>Answers a second.</summary>
    Rate,

    /// <summary>What was answered, of what the schedule wanted.</summary>
    RateRatio,

    /// <summary>Answers with one status, or of one class.</summary>
    Status,

    /// <summary>Answers that were not what --expect-status and --expect-body say.</summary>
    Unexpected,

    /// <summary>A scenario's checks that held, of all that were made.</summary>
    Checks,

    /// <summary>Iterations of a scenario that came to their end.</summary>
    Iterations,

    /// <summary>Iterations of a scenario that an error of the script ended.</summary>
    FailedIterations,
}

// What a limit is given in.
internal enum MetricUnit
{
    /// <summary>A time; held in µs.</summary>
    Time,

    /// <summary>A share of a whole, from 0 to 1.</summary>
    Share,

    /// <summary>A number; with a percent sign, the share that it is of all answers.</summary>
    Count,

    /// <summary>A number a second.</summary>
    Rate,
}
