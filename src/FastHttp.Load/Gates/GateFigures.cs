using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Text;

namespace FastHttp.Load.Gates;

// The figures that thresholds are about, of a run or of one entry of its list. Immutable. Both kinds of run fill it.
internal sealed record GateFigures
{
    private const int NamesShown = 5;

    /// <summary>In µs, as it is reported.</summary>
    public required Distribution Latency { get; init; }

    /// <summary>Answers.</summary>
    public required long Answers { get; init; }

    /// <summary>Requests that ended without an answer.</summary>
    public long Unanswered { get; init; }

    /// <summary>Answers that are failures, for their status, their body, or because they were late.</summary>
    public long Bad { get; init; }

    public long Timeouts { get; init; }

    public double PerSecond { get; init; }

    /// <summary>What was answered of what was due, or of a scenario begun; null without a schedule.</summary>
    public double? RateRatio { get; init; }

    /// <summary>Answers by status.</summary>
    public IReadOnlyDictionary<int, long> Statuses { get; init; } = new Dictionary<int, long>();

    public long Unexpected { get; init; }

    /// <summary>A scenario's checks.</summary>
    public IReadOnlyList<CheckCount> Checks { get; init; } = [];

    /// <summary>A scenario's iterations that came to their end; null without one.</summary>
    public long? Iterations { get; init; }

    /// <summary>Those that an error of the script ended.</summary>
    public long? FailedIterations { get; init; }

    /// <summary>The figures of each entry of a list, by its name.</summary>
    public IReadOnlyDictionary<string, GateFigures> Urls { get; init; } = new Dictionary<string, GateFigures>();

    /// <summary>Failed requests; one that is bad in two ways counts once at most.</summary>
    public long Errors => Math.Min(Bad, Answers) + Unanswered;

    /// <summary>Holds every threshold against the figures.</summary>
    public Verdict[] Judge(IEnumerable<Threshold> thresholds) => [.. thresholds.Select(Judge)];

    public Verdict Judge(Threshold threshold)
    {
        double? actual = Read(threshold);
        return new Verdict(threshold, actual) { Missing = actual is null ? MissingName(threshold) : null };
    }

    // Null where there is nothing to measure: a run without an answer proves nothing about answers.
    private double? Read(Threshold threshold)
    {
        if (threshold.Metric.Kind == MetricKind.Checks)
        {
            return ReadChecks(threshold.Url);
        }

        GateFigures? source = threshold.Url is null ? this : Urls.GetValueOrDefault(threshold.Url);
        return source?.ReadOwn(threshold);
    }

    private string? MissingName(Threshold threshold)
    {
        if (threshold.Url is not { } name)
        {
            return null;
        }

        if (threshold.Metric.Kind == MetricKind.Checks)
        {
            return Checks.Any(check => check.Name == name)
                ? null
                : Missing("check", name, [.. Checks.Select(check => check.Name)]);
        }

        // A request has two: by its name, and by method and name.
        return Urls.ContainsKey(name)
            ? null
            : Missing("request", name, [.. Urls.Keys.Where(key => !Urls.ContainsKey(key[(key.IndexOf(' ') + 1)..])
                || !key.Contains(' '))]);
    }

    // What was meant comes first.
    private static string Missing(string kind, string name, IReadOnlyList<string> names)
    {
        string? near = Spelling.Nearest(name, names);
        IEnumerable<string> shown = names.OrderByDescending(other => other == near).Take(NamesShown);
        string rest = names.Count > NamesShown ? ", …" : "";
        string list = names.Count == 0 ? "there are none" : $"there are: {string.Join(", ", shown)}{rest}";
        return $"no {kind} is called '{name}'; {list}";
    }

    private double? ReadOwn(Threshold threshold)
    {
        ThresholdMetric metric = threshold.Metric;
        bool hasLatency = Latency.Count > 0;
        return metric.Kind switch
        {
            MetricKind.Percentile => hasLatency ? Latency.Percentile(metric.Number) : null,
            MetricKind.Mean => hasLatency ? Latency.Mean : null,
            MetricKind.Minimum => hasLatency ? Latency.Minimum : null,
            MetricKind.Maximum => hasLatency ? Latency.Maximum : null,
            MetricKind.ErrorRate => Answers + Unanswered == 0 ? null : (double)Errors / (Answers + Unanswered),
            MetricKind.Errors => Count(Errors, Answers + Unanswered, threshold),
            MetricKind.Timeouts => Count(Timeouts, Answers + Unanswered, threshold),
            MetricKind.Requests => Count(Answers, Answers, threshold),
            MetricKind.Rate => PerSecond,
            MetricKind.RateRatio => RateRatio,
            MetricKind.Iterations => Iterations,
            MetricKind.FailedIterations => FailedIterations is { } failed
                ? Count(failed, failed + (Iterations ?? 0), threshold)
                : null,
            _ when Answers == 0 => null,
            MetricKind.Status => Count(CountOf(metric), Answers, threshold),
            _ => Count(Unexpected, Answers, threshold),
        };
    }

    // Of one check, or of all together.
    private double? ReadChecks(string? name)
    {
        long passed = 0;
        long made = 0;
        foreach (CheckCount check in Checks.Where(check => name is null || check.Name == name))
        {
            passed += check.Pass;
            made += check.Pass + check.Fail;
        }

        return made == 0 ? null : (double)passed / made;
    }

    private long CountOf(ThresholdMetric status) =>
        Statuses.Where(item => status.Covers(item.Key)).Sum(item => item.Value);

    private static double? Count(long count, long whole, Threshold threshold) =>
        !threshold.IsShare ? count : whole == 0 ? null : (double)count / whole;
}
