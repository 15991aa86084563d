using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Documents;

// A run → the figures that its thresholds are about. Stateless.
internal static class GateReading
{
    public static GateFigures Of(RunPlan plan, RunSnapshot run)
    {
        Dictionary<int, long> statuses = StatusesOf(run.StatusCodes);
        double seconds = run.RuntimeUs / 1_000_000.0;
        return new GateFigures
        {
            Latency = plan.CorrectsLatency ? run.CorrectLatency() : run.Latency,
            Answers = run.Completed,
            Unanswered = run.Unanswered,
            Bad = run.Bad,
            Timeouts = run.TimedOut,
            PerSecond = run.RequestsPerSecond,
            RateRatio = (RatePromise.Of(plan, run) ?? RatePromise.OfIterations(plan, run))?.Share,
            Statuses = statuses,
            Unexpected = Unexpected(plan, run, statuses),
            Urls = UrlsOf(run, seconds),
            Checks = run.Scenario?.Checks ?? [],
            Iterations = run.Scenario?.All.Completed,
            FailedIterations = run.Scenario?.All.Failed,
        };
    }

    /// <summary>A run that goes on, as far as it has come, reckoned as it is in the end.</summary>
    /// <param name="plan">What is run.</param>
    /// <param name="run">What it has seen.</param>
    /// <param name="unexpectedBodies">How many bodies were not as expected.</param>
    public static GateFigures SoFar(RunPlan plan, ProgressSnapshot run, long unexpectedBodies)
    {
        double seconds = (run.Newest?.EndUs ?? 0) / 1_000_000.0;
        double due = plan.Load.Rate is { } rate ? RatePromise.DueOf(plan, rate, seconds) : 0;
        Dictionary<int, long> statuses = StatusesOf(run.StatusCodes);
        return new GateFigures
        {
            Latency = LatencySoFar(plan, run),
            Answers = run.Completed,
            Unanswered = run.Unanswered,
            Bad = run.Failed - run.Unanswered,
            Timeouts = run.TimedOut,
            PerSecond = seconds == 0 ? 0 : run.Completed / seconds,

            // What is under way is not missed yet.
            RateRatio = due == 0 ? null : Math.Min(1, (run.Completed + run.InFlight) / due),
            Statuses = statuses,
            Unexpected = unexpectedBodies
                + statuses.Where(item => !plan.Gates.Expects(item.Key)).Sum(item => item.Value),
        };
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

        Dictionary<int, long> statuses = StatusesOf(codes);
        return new GateFigures
        {
            Latency = Distribution.Of([]),
            Answers = lanes.Sum(lane => lane.Completed),
            Unanswered = lanes.Sum(lane => lane.Unanswered),
            Bad = lanes.Sum(lane => lane.BadByThemselves) + unexpectedBodies,
            Timeouts = lanes.Sum(lane => lane.TimedOut),
            Statuses = statuses,
            Unexpected = unexpectedBodies
                + statuses.Where(item => !plan.Gates.Expects(item.Key)).Sum(item => item.Value),
        };
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
    public static Distribution LatencySoFar(RunPlan plan, ProgressSnapshot run)
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

    private static Dictionary<int, long> StatusesOf(IReadOnlyList<long> codes) =>
        codes.Index().Where(code => code.Item > 0).ToDictionary(code => code.Index, code => code.Item);

    // Without an expectation, what wrk calls an error.
    private static long Unexpected(RunPlan plan, RunSnapshot run, Dictionary<int, long> statuses)
    {
        long wrong = statuses.Where(item => !plan.Gates.Expects(item.Key)).Sum(item => item.Value);

        // A redirect that was not followed leads nowhere.
        return wrong + run.UnexpectedBodies
            + (plan.Gates.RefusesUnfollowed ? run.RedirectsElsewhere : 0);
    }
}
