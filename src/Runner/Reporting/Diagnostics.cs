using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Documents;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Text;

namespace Runner.Reporting;

// What wrk keeps to itself, on stderr: one line for each fact that is true of this run and changes what its figures
// mean. A run in which nothing went wrong prints nothing.
internal static class Diagnostics
{
    public static void WriteWarnings(TextWriter error, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            Write(error, warning);
        }
    }

    public static void WriteFindings(TextWriter error, RunPlan plan, RunSnapshot run)
    {
        foreach (string line in Findings.Of(plan, run).Concat(Notes(plan, run)))
        {
            Write(error, line);
        }
    }

    /// <summary>Says that connections were given up because the script had nothing for them.</summary>
    public static void WriteEndedUsers(TextWriter error, int count)
    {
        if (count > 0)
        {
            string who = count == 1 ? "1 connection" : $"{count} connections";
            Write(error, $"{who} stopped early: request() returned nothing");
        }
    }

    // What is as it should be, and said all the same: whether a schedule, which is a promise, was kept, and the figures
    // of each named request. Where names are found as the run goes on they may be many, and Locust's table has them.
    private static IEnumerable<string> Notes(RunPlan plan, RunSnapshot run)
    {
        if (RatePromise.Of(plan, run) is { IsKept: true } promise)
        {
            yield return promise.Text;
        }

        foreach (EntryFigures entry in plan.IsElastic ? [] : run.Entries)
        {
            yield return Entry(entry);
        }
    }

    private static string Entry(EntryFigures entry)
    {
        string lost = entry.Unanswered == 0 ? "" : $", {entry.Unanswered} failed";
        string counts = $"{entry.Name}: {entry.Sent} sent, {entry.Completed} answered, {entry.StatusErrors} non-2xx "
            + $"or 3xx{lost}";
        return entry.Completed == 0
            ? counts
            : $"{counts}, p50 {WrkFormat.TimeUs(entry.Latency.Percentile(50))}, "
                + $"p99 {WrkFormat.TimeUs(entry.Latency.Percentile(99))}, "
                + $"max {WrkFormat.TimeUs(entry.Latency.Maximum)}";
    }

    private static void Write(TextWriter error, string line) => error.Write($"runner: {line}\n");
}
