using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages;
using Runner.Pages.Html;

namespace Runner.Comparing;

/// <summary>Two groups of runs, figure by figure, and what else differs between them. Immutable.</summary>
internal sealed record Comparison(RunGroup Before, RunGroup After, IReadOnlyList<MetricChange> Changes)
{
    private const int MaxStretches = 3;

    public static Comparison Of(RunGroup before, RunGroup after, int seed) =>
        new(before, after, [.. Metric.All.Select(metric => MetricChange.Of(metric, before, after, seed))]);

    /// <summary>What makes the runs hard to compare: each difference that is not the server's, in words.</summary>
    public IEnumerable<string> Differences()
    {
        (ResultDocument old, ResultDocument young) = (Before.Typical, After.Typical);
        (string Name, Func<ResultDocument, string?> Value)[] facts =
        [
            ("target", run => run.Target.Url),
            ("mode", run => run.Config.Mode),
            ("connections", run => Text(run.Config.Connections)),
            ("threads", run => Text(run.Config.Threads)),
            ("duration", run => Quantity.Moment(run.Config.DurationS ?? run.DurationS)),
            ("requests", run => Text(run.Config.Requests)),
            ("rate", run => Text(run.Config.Rate)),
            ("stages", run => string.Join(", ", (run.Config.Stages ?? []).Select(Text))),
            ("warm-up", run => Text(run.Config.WarmupS)),
            ("timeout", run => Text(run.Config.TimeoutMs)),
            ("pipeline", run => Text(run.Config.Pipeline)),
            ("keep-alive", run => run.Config.Keepalive ? "on" : "off"),
            ("script", run => run.Config.Script),
            ("TLS", run => run.Target.Tls ? "on" : "off"),
            ("correction of latency", run => run.Latency.Corrected == true ? "on" : "off"),
            ("version of runner", run => run.Tool.Version),
            ("transport", run => run.Tool.Backend),
            ("generator's processor", run => run.Env?.Cpu),
            ("generator's cores", run => Text(run.Env?.Cores)),
            ("generator's kernel", run => run.Env?.Kernel),
        ];
        return
            from fact in facts
            let left = fact.Value(old) ?? ""
            let right = fact.Value(young) ?? ""
            where left != right
            select $"{fact.Name} differs: {OrNone(left)} and {OrNone(right)}";
    }

    /// <summary>Where the p99 of the new runs stood at twice the usual of the base or more, the worst first.</summary>
    public IReadOnlyList<SlowStretch> SlowStretches() =>
        SlowStretch.Find(After.Typical.Series ?? [], SlowStretch.UsualUs(Before.Typical.Series ?? []));

    /// <summary>When the p99 of the new runs stood at twice the usual of the base or more, in a sentence.</summary>
    public string? When()
    {
        double usual = SlowStretch.UsualUs(Before.Typical.Series ?? []);
        if (After.Typical.Series is not { Count: > 0 } || usual == 0)
        {
            return null;
        }

        IReadOnlyList<SlowStretch> found = SlowStretches();
        string level = $"twice the usual p99 of the base ({Quantity.Time(usual)})";
        if (found.Count == 0)
        {
            return $"no interval reached {level}";
        }

        IEnumerable<string> texts = found.Take(MaxStretches).OrderBy(stretch => stretch.From).Select(Text);
        string more = found.Count > MaxStretches ? $" and {found.Count - MaxStretches} more" : "";
        return $"at {level} or more in {string.Join(", ", texts)}{more}";
    }

    private static string OrNone(string text) => text.Length == 0 ? "none" : text;

    private static string Text(SlowStretch stretch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{stretch.From:0.##}–{Quantity.Moment(stretch.To)} (up to {Quantity.Time(stretch.WorstUs)})");

    private static string Text(StageInfo stage) =>
        string.Create(CultureInfo.InvariantCulture, $"{stage.DurationS:0.##}s:{stage.Target:0.##}");

    private static string? Text(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture);
}
