using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Documents;

// A run → the figures that its thresholds are about.
internal static class GateReading
{
    public static GateFigures Of(RunPlan plan, RunSnapshot run)
    {
        double seconds = run.RuntimeUs / 1_000_000.0;

        // A redirect that was not followed leads nowhere.
        long unexpected = run.UnexpectedBodies + (plan.Gates.RefusesUnfollowed ? run.RedirectsElsewhere : 0);
        GateFigures figures = new()
        {
            Latency = plan.CorrectsLatency ? run.CorrectedLatency : run.Latency,
            Answers = run.Completed,
            Unanswered = run.Unanswered,
            Bad = run.Bad,
            Timeouts = run.TimedOut,
            PerSecond = run.RequestsPerSecond,
            RateRatio = (RatePromise.Of(plan, run) ?? RatePromise.OfIterations(plan, run))?.Share,
            Urls = UrlsOf(run, seconds),
            Checks = run.Scenario?.Checks ?? [],
        };
        IterationTotals? all = run.Scenario?.All;
        return Complete(
            figures, plan, run.StatusCodes, unexpected, all is null ? null : (all.Completed, all.Failed));
    }

    /// <summary>A run that goes on, as far as it has come, reckoned as it is in the end.</summary>
    /// <param name="plan">What is run.</param>
    /// <param name="run">What it has seen.</param>
    /// <param name="aside">What it has seen beside its intervals.</param>
    public static GateFigures SoFar(RunPlan plan, ProgressSnapshot run, LiveAside aside)
    {
        double seconds = (run.Newest?.EndUs ?? 0) / 1_000_000.0;
        double lastSent = aside.Recorders.Select(lane => lane.LastSentUs).DefaultIfEmpty().Max() / 1_000_000.0;
        double due = plan.Load.Rate is { } rate ? RatePromise.DueOf(plan, rate, seconds, lastSent) : 0;
        long overdue = aside.Recorders.Sum(lane => lane.Overdue);
        GateFigures figures = new()
        {
            Latency = LatencySoFar(plan, run),
            Answers = run.Completed,
            Unanswered = run.Unanswered + overdue,
            Bad = run.Failed - run.Unanswered,
            Timeouts = run.TimedOut + overdue,
            PerSecond = seconds == 0 ? 0 : run.Completed / seconds,

            // What is under way is not missed yet.
            RateRatio = due == 0 ? null : Math.Min(1, (run.Completed + run.InFlight) / due),
            Checks = ScenarioFigures.Merge(aside.Recorders.SelectMany(lane => lane.Scenario?.TakeChecks() ?? [])),
        };
        return Complete(figures, plan, run.StatusCodes, aside.UnexpectedBodies, IterationsOf(aside.Recorders));
    }

    /// <summary>
    /// What a run has counted to this moment, without latencies: for thresholds that are final once they are missed.
    /// Any thread; what is read is a moment old.
    /// </summary>
    /// <param name="plan">What is run.</param>
    /// <param name="lanes">The lanes that count.</param>
    /// <param name="unexpectedBodies">How many bodies were not as expected.</param>
    public static GateFigures Now(RunPlan plan, IReadOnlyList<LaneRecorder> lanes, long unexpectedBodies)
    {
        long[] codes = new long[LaneRecorder.StatusLimit];
        foreach (LaneRecorder lane in lanes)
        {
            ReadOnlySpan<long> ofLane = lane.StatusCodes;
            for (int code = 0; code < codes.Length; code++)
            {
                codes[code] += ofLane[code];
            }
        }

        GateFigures figures = new()
        {
            Latency = Distribution.Of([]),
            Answers = lanes.Sum(lane => lane.Completed),
            Unanswered = lanes.Sum(lane => lane.Unanswered),
            Bad = lanes.Sum(lane => lane.BadByThemselves) + unexpectedBodies,
            Timeouts = lanes.Sum(lane => lane.TimedOut),
        };

        // Read last: a request that has failed since is in neither, rather than in both.
        long overdue = lanes.Sum(lane => lane.Overdue);
        figures = figures with { Unanswered = figures.Unanswered + overdue, Timeouts = figures.Timeouts + overdue };
        return Complete(figures, plan, codes, unexpectedBodies, IterationsOf(lanes));
    }

    // By the name, all methods together, and by method and name.
    private static Dictionary<string, GateFigures> UrlsOf(RunSnapshot run, double seconds)
    {
        Dictionary<string, GateFigures> urls = run.Entries.GroupBy(entry => entry.Name)
            .ToDictionary(entries => entries.Key, entries => Of([.. entries], seconds));
        foreach (EntryFigures entry in run.Entries.Where(entry => entry.Method is not null))
        {
            urls.TryAdd($"{entry.Method} {entry.Name}", Of([entry], seconds));
        }

        return urls;
    }

    // Requests still in flight do not count.
    private static GateFigures Of(IReadOnlyList<EntryFigures> entries, double seconds)
    {
        long answers = entries.Sum(entry => entry.Completed);
        return new GateFigures
        {
            Latency = Distribution.Together([.. entries.Select(entry => entry.Latency)]),
            Answers = answers,
            Unanswered = entries.Sum(entry => entry.Unanswered),
            Bad = entries.Sum(entry => entry.Failed - entry.Unanswered),
            Statuses = entries.SelectMany(entry => entry.Statuses).GroupBy(status => status.Code)
                .ToDictionary(statuses => statuses.Key, statuses => statuses.Sum(status => status.Count)),
            PerSecond = seconds == 0 ? 0 : answers / seconds,
        };
    }

    // Corrected as the report's will be, or a run would be ended, or go on, by another figure than it is judged by.
    private static Distribution LatencySoFar(RunPlan plan, ProgressSnapshot run)
    {
        Distribution measured = run.Latency.ToDistribution();
        if (!plan.CorrectsLatency || run.Newest is null)
        {
            return measured;
        }

        LatencyHistogram corrected = new();
        foreach (ValueCount item in measured.Items)
        {
            corrected.Add(item.Value, item.Count);
        }

        long intervalUs = OmissionCorrection.IntervalUs(
            run.Newest.EndUs, run.Latency.Count + run.Timeouts, plan.Connections);
        OmissionCorrection.AddOmitted(measured, intervalUs, corrected);
        return corrected.ToDistribution();
    }

    // What all figures have, whether the run goes on or not. Without an expectation, what is unexpected is what wrk
    // calls an error.
    private static GateFigures Complete(
        GateFigures figures,
        RunPlan plan,
        IReadOnlyList<long> codes,
        long unexpectedAside,
        (long Completed, long Failed)? iterations)
    {
        Dictionary<int, long> statuses =
            codes.Index().Where(code => code.Item > 0).ToDictionary(code => code.Index, code => code.Item);
        return figures with
        {
            Statuses = statuses,
            Unexpected = unexpectedAside
                + statuses.Where(item => !plan.Gates.Expects(item.Key)).Sum(item => item.Value),
            Iterations = iterations?.Completed,
            FailedIterations = iterations?.Failed,
        };
    }

    // Null without a scenario.
    private static (long Completed, long Failed)? IterationsOf(IReadOnlyList<LaneRecorder> lanes)
    {
        ScenarioRecorder[] scenarios = [.. lanes.Select(lane => lane.Scenario).OfType<ScenarioRecorder>()];
        IterationRecorder[] users = [.. scenarios.SelectMany(scenario => scenario.Users)];
        return scenarios.Length == 0 ? null : (users.Sum(user => user.Completed), users.Sum(user => user.Failed));
    }
}
