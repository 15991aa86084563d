using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Documents;

/// <summary>
/// Says what is true of a run and changes what its figures mean: a sentence for each fact. A run in which nothing went
/// wrong has none.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class Findings
{
    // What is late seldom is in no percentile that people read.
    private const double LateShare = 0.01;

    // What is said of a target that fails in many ways; the result document has all of them.
    private const int MostStatuses = 3;

    /// <summary>Returns what is true of this run and changes what its figures mean, in sentences.</summary>
    public static IEnumerable<string> Of(RunPlan plan, RunSnapshot run)
    {
        foreach (string line in Failures(run).Concat(Statuses(plan, run)).Concat(Script(run)))
        {
            yield return line;
        }

        if (run.WithoutPort > 0)
        {
            string what = run.WithoutPort == 1 ? "1 connection was" : $"{run.WithoutPort} connections were";
            yield return $"{what} not made: {ProbeFailure.PortsHint(plan.Names)}";
        }

        if (Unanswered(plan, run) is { } unanswered)
        {
            yield return unanswered;
        }

        if (AllLate(plan, run) is { } late)
        {
            yield return late;
        }

        if (run.WasGivenUp)
        {
            yield return "ended before the last request: no connection could be made any more";
        }

        RatePromise? promise = RatePromise.Of(plan, run);
        if (promise is { IsKept: false } missed)
        {
            yield return missed.Text;
        }

        // What the generator sent late by itself is its judge's.
        long waited = run.Late - run.OwnLate;
        if (promise is not null && waited > run.Sent * LateShare)
        {
            yield return $"{waited} of {run.Sent} requests were sent more than 1 ms after they were due, since every "
                + $"connection was busy; more connections ({plan.Names.Connections}) help";
        }

        if (NeverBegun(plan, run) is { } neverBegun)
        {
            yield return neverBegun;
        }

        if (run.UsedAllRows && plan.Entries is { Data: { } data }
            && (plan.RequestLimit == 0 || run.Sent < plan.RequestLimit))
        {
            string warmup = plan.Load.Warmup > TimeSpan.Zero ? ", by the warm-up too" : "";
            yield return $"ended after {Seconds(run.RuntimeUs)}: all {data.RowCount} rows of the data were used"
                + $"{warmup} ({plan.Names.UniqueRows})";
        }

        if (run.RedirectsElsewhere > 0)
        {
            string what = run.RedirectsElsewhere == 1 ? "1 redirect was" : $"{run.RedirectsElsewhere} redirects were";
            yield return $"{what} not followed: a connection stays with the origin of the URL";
        }

        GeneratorFigures generator = GeneratorSection.Of(plan, run);
        if (generator.Reason is { } reason)
        {
            string verdict = generator.Verdict == GeneratorJudge.Perhaps ? "perhaps the cause" : generator.Verdict!;
            yield return $"generator {verdict}: {reason}";
        }
    }

    // What a script's author has to know: where it fails, and that there was no more data.
    private static IEnumerable<string> Script(RunSnapshot run)
    {
        foreach (ScriptFault fault in (run.Scenario?.Faults ?? []).OrderByDescending(fault => fault.Count)
            .Take(MostStatuses))
        {
            string count = fault.Count == 1 ? "1 iteration" : $"{fault.Count} iterations";
            yield return $"script: {fault.Message} ({count}, the first after {Seconds(fault.FirstUs)})";
        }

        if (run.Scenario?.UsedUp is { } data)
        {
            string early = run.Sent == 0 ? ", before anything was measured: a warm-up uses rows too" : "";
            yield return $"data: {data}, and users without a row of their own ended{early}";
        }
    }

    private static string? NeverBegun(RunPlan plan, RunSnapshot run)
    {
        if (plan.Scenario?.Rate is null || run.Scenario is not { Dropped: > 0 and var dropped })
        {
            return null;
        }

        int most = Math.Max(plan.Connections, plan.Scenario.MaxUsers);
        string what = dropped == 1 ? "1 iteration that was due was" : $"{dropped} iterations that were due were";
        string why = $"since all users were busy ({most} at most)";
        return $"{what} never begun, {why}: more users ({plan.Names.MaxUsers}) help";
    }

    private static string Kind(WrkErrorKind kind, IReadOnlyList<ErrorRecord> records)
    {
        // Ordered by first occurrence: the first is the cause, what follows is often its consequence.
        ErrorRecord first = records[0];
        long others = records.Sum(record => record.Count) - first.Count;
        string rest = others == 0 ? "" : $"; {others} for other reasons";
        return $"{kind.ToString().ToLowerInvariant()} errors: {first.Text} "
            + $"({first.Count}, the first after {Seconds(first.FirstUs)}{Shown(first.Sample)}){rest}";
    }

    private static IEnumerable<string> Failures(RunSnapshot run)
    {
        foreach (IGrouping<WrkErrorKind, ErrorRecord> kind in run.Errors
            .Where(record => record.Kind != WrkErrorKind.None).GroupBy(record => record.Kind))
        {
            yield return Kind(kind.Key, [.. kind]);
        }

        if (LostTogether(run) is { } lost)
        {
            yield return lost;
        }

        if (ClosedIdle(run) is { } closed)
        {
            yield return closed;
        }

        if (ClosedForSurplus(run) is { } surplus)
        {
            yield return surplus;
        }
    }

    // An error is counted once for its connection, as wrk does; with pipelining several requests go with it.
    private static string? LostTogether(RunSnapshot run)
    {
        long errors = run.Errors.Where(record => record.Kind is not (WrkErrorKind.None or WrkErrorKind.Connect))
            .Sum(record => record.Count);
        return run.Lost <= errors ? null : $"{run.Lost} requests were lost with these connections: a batch fails "
            + "from the first request that has no answer";
    }

    private static string? AllLate(RunPlan plan, RunSnapshot run) =>
        run.Completed == 0 || run.Latency.Count > 0 || run.Timeouts == 0 ? null
        : $"every answer took longer than the timeout, {WrkFormat.TimeUs(plan.Timeout.TotalMicroseconds)}, so there "
            + $"are no latencies: raise it ({plan.Names.Timeout})";

    // wrk counts them as read errors, and so does its report.
    private static string? ClosedIdle(RunSnapshot run)
    {
        long count = run.Connections.ClosedIdle;
        string said = run.IdleSample is null ? "" : $", the first with {run.IdleSample}";
        return count == 0 ? null : $"{count} {(count == 1 ? "connection was" : "connections were")} closed by the "
            + $"server while idle{said}; no request failed by it";
    }

    private static string? ClosedForSurplus(RunSnapshot run)
    {
        long count = run.Connections.ClosedForSurplus;
        string first = run.SurplusSample is { Length: > 0 } bytes ? $"'{bytes}'" : "a blank line";
        return count == 0 ? null : $"{count} {(count == 1 ? "connection was" : "connections were")} closed after an "
            + $"answer, because the server sent more than it had announced, the first {first}; the answers count, "
            + "and each took a connection of its own";
    }

    // The statuses that are failures; where no answer was a success, those that lead elsewhere too.
    private static IEnumerable<string> Statuses(RunPlan plan, RunSnapshot run)
    {
        bool hasGood = run.StatusCodes.Take(300).Any(count => count > 0);
        bool saidSo = false;
        foreach ((int status, FailureSample sample) in run.StatusSamples
            .Where(pair => pair.Key > 399 || !hasGood)
            .OrderByDescending(pair => run.StatusCodes[pair.Key]).Take(MostStatuses))
        {
            long count = run.StatusCodes[status];
            string which = hasGood || saidSo ? "" : "no answer had a 2xx status; ";
            saidSo = true;
            string advice = status is > 300 and < 400 && plan.MaxRedirects == 0
                ? $"; following is off, {plan.Names.Redirects} turns it on"
                : "";
            yield return $"{which}status {status}: {count} {(count == 1 ? "answer" : "answers")}, the first after "
                + $"{Seconds(sample.AtUs)}: {sample.Text}{advice}";
        }
    }

    private static string Shown(string? sample) => string.IsNullOrEmpty(sample) ? "" : $": {sample}";

    private static string? Unanswered(RunPlan plan, RunSnapshot run)
    {
        // A closed loop always stops with requests in flight. Those are news that had at least the time limit, or half
        // of the run, or that no answer at all stands against.
        long limitUs = Math.Min((long)plan.Timeout.TotalMicroseconds, run.RuntimeUs / 2);
        int old = 0;
        foreach (long ageUs in run.UnansweredUs)
        {
            old += ageUs > limitUs || run.Completed == 0 ? 1 : 0;
        }

        return old == 0 ? null : $"{old} {(old == 1 ? "request was" : "requests were")} never answered; "
            + $"the oldest waited {Seconds(run.UnansweredUs[^1])}";
    }

    private static string Seconds(long us) => (us / 1_000_000.0).ToString("F2", CultureInfo.InvariantCulture) + "s";
}
