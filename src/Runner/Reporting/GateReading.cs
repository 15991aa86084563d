using System.Collections.Generic;
using System.Linq;
using Runner.Gates;
using Runner.Planning;
using Runner.Recording;

namespace Runner.Reporting;

// A run → the figures that its thresholds are about. Stateless.
internal static class GateReading
{
    public static GateFigures Of(RunPlan plan, RunSnapshot run)
    {
        long timedOut = run.Errors.Where(error => error.Kind == WrkErrorKind.Timeout).Sum(error => error.Count);
        long timeoutUs = (long)plan.Timeout.TotalMicroseconds;
        long overdue = run.UnansweredUs.ToArray().Count(ageUs => ageUs > timeoutUs);
        long late = run.Timeouts - timedOut - overdue;
        Dictionary<int, long> statuses = StatusesOf(run);
        long unexpected = Unexpected(plan, run, statuses);
        double seconds = run.RuntimeUs / 1_000_000.0;
        return new GateFigures
        {
            Latency = plan.CorrectsLatency ? run.CorrectLatency() : run.Latency,
            Answers = run.Completed,
            Unanswered = run.ConnectErrors + run.ReadErrors + run.WriteErrors + timedOut + overdue,
            Bad = unexpected + late,
            Timeouts = run.Timeouts,
            PerSecond = run.RequestsPerSecond,
            RateRatio = RatePromise.Of(plan, run)?.Share,
            Statuses = statuses,
            Unexpected = unexpected,
            Urls = run.Entries.GroupBy(entry => entry.Name).ToDictionary(
                entries => entries.Key, entries => Of(entries.First(), seconds)),
        };
    }

    // An entry of a list has no reasons for what was not answered; its requests still in flight do not count.
    private static GateFigures Of(EntryFigures entry, double seconds) => new()
    {
        Latency = entry.Latency,
        Answers = entry.Completed,
        Bad = entry.StatusErrors,
        PerSecond = seconds == 0 ? 0 : entry.Completed / seconds,
    };

    private static Dictionary<int, long> StatusesOf(RunSnapshot run)
    {
        Dictionary<int, long> statuses = [];
        for (int status = 0; status < run.StatusCodes.Count; status++)
        {
            if (run.StatusCodes[status] > 0)
            {
                statuses.Add(status, run.StatusCodes[status]);
            }
        }

        return statuses;
    }

    // Without an expectation, what wrk calls an error.
    private static long Unexpected(RunPlan plan, RunSnapshot run, Dictionary<int, long> statuses)
    {
        long wrong = statuses.Where(item => !plan.Gates.Expects(item.Key)).Sum(item => item.Value);

        // A redirect that was not followed leads nowhere.
        return wrong + run.UnexpectedBodies
            + (plan.Gates.ExpectedStatus is not null && plan.Gates.FollowsRedirects ? run.RedirectsElsewhere : 0);
    }
}
