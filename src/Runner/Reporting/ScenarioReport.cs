using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;
using FastHttp.Load.Text;

namespace Runner.Reporting;

// What a scenario adds to wrk's report, after it: iterations, groups and checks.
internal static class ScenarioReport
{
    public static void Write(TextWriter output, ResultDocument run)
    {
        if (run.Iterations is not { } iterations)
        {
            return;
        }

        output.Write($"Iterations: {Describe(iterations)}\n");
        foreach (IterationFigures user in iterations.Users ?? [])
        {
            output.Write($"  user {user.Name}: {Describe(user)}\n");
        }

        foreach (IterationFigures group in iterations.Groups ?? [])
        {
            output.Write($"  group {group.Name}: {Describe(group)}\n");
        }

        WriteChecks(output, run);
    }

    /// <summary>Iterations in one line.</summary>
    public static string Describe(IterationFigures figures)
    {
        string rate = figures.Rate is { } perSecond
            ? string.Create(CultureInfo.InvariantCulture, $", {perSecond:0.##}/s")
            : "";
        string target = figures.Target is { } due
            ? string.Create(CultureInfo.InvariantCulture, $" of {due:0.##} due")
            : "";
        string times = figures.Duration is { Count: > 0 } duration
            ? $", p50 {Time(duration.P50)}, p99 {Time(duration.P99)}, max {Time(duration.Max)}"
            : "";
        return $"{figures.Completed} completed{rate}{target}{times}{Count(figures.Failed, "failed")}"
            + Count(figures.Interrupted, "interrupted") + Count(figures.Late, "late")
            + Count(figures.Dropped, "never begun");
    }

    private static void WriteChecks(TextWriter output, ResultDocument run)
    {
        if (run.Checks is not { Count: > 0 } checks)
        {
            return;
        }

        long passed = checks.Sum(check => check.Pass);
        long made = passed + checks.Sum(check => check.Fail);
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"Checks: {(made == 0 ? 0 : passed * 100.0 / made):0.##}% ({passed} of {made})\n"));
        foreach (CheckFigures check in checks)
        {
            string sample = string.IsNullOrEmpty(check.Sample) ? "" : $"; the first: {check.Sample}";
            output.Write(check.Fail == 0
                ? $"  ok    {check.Name} ({check.Pass})\n"
                : $"  FAIL  {check.Name} ({check.Fail} of {check.Pass + check.Fail}){sample}\n");
        }
    }

    private static string Count(long? count, string what) => count is > 0 ? $", {count} {what}" : "";

    private static string Time(double? us) => us is { } value ? WrkFormat.TimeUs(value) : "-";
}
