using System.Collections.Generic;
using System.Globalization;
using Runner.Html;
using Runner.Results;

namespace Runner.Pages;

/// <summary>Whether the machine that made the load can have been the cause of what was measured. Immutable.</summary>
internal sealed record GeneratorVerdict(string Tone, string Headline, string Detail)
{
    // Where one thread has this much of a processor left, queues of its own begin to show in the tail.
    private const double BusyPercent = 85;

    // Where both are on one machine, they take its processors from each other from here on.
    private const double CrowdedPercent = 95;
    private const double CrowdingPercent = 20;

    // What the scheduler of a system takes now and then to let a thread go on.
    private const long SlackUs = 5_000;

    public static GeneratorVerdict Of(ResultDocument run)
    {
        GeneratorFigures? figures = run.Generator;
        if (figures is null || (figures.Saturated is null && figures.BusiestThreadPct is null))
        {
            return new GeneratorVerdict("none", "Generator not measured", "nothing is known of its load");
        }

        string detail = string.Join(", ", Details(figures));
        if (figures.Saturated == true)
        {
            return new GeneratorVerdict("bad", "Generator saturated", detail);
        }

        if (figures is { SharesMachine: true, MachineCpuPct: >= CrowdedPercent, CpuPct: >= CrowdingPercent })
        {
            return new GeneratorVerdict("warn", "Generator and server filled one machine", detail);
        }

        // A schedule is kept by watching the clock, which fills a core: there, being late is what tells.
        bool isPaced = run.Rate.Target is not null;
        return figures.BusiestThreadPct >= BusyPercent && !isPaced
            ? new GeneratorVerdict("warn", "Generator busy", detail)
            : IsLateByItself(run, figures) ? new GeneratorVerdict("warn", "Generator was late", detail)
            : new GeneratorVerdict("good", "Generator not the cause", detail);
    }

    // A request is late when every connection waits for the server, but hardly by more than the slowest response took.
    private static bool IsLateByItself(ResultDocument run, GeneratorFigures figures) =>
        (run.LatencyUncorrected ?? run.Latency).Max is { } slowest
        && figures.MaxScheduleLagUs > (2 * slowest) + SlackUs;

    private static IEnumerable<string> Details(GeneratorFigures figures)
    {
        if (figures.BusiestThreadPct is { } thread)
        {
            yield return $"busiest thread {Whole(thread)} % of a core";
        }

        if (figures.CpuPct is { } processor)
        {
            yield return $"CPU {Whole(processor)} %";
        }

        if (figures is { SharesMachine: true, MachineCpuPct: { } machine })
        {
            yield return $"machine {Whole(machine)} %";
        }

        if (figures.MaxScheduleLagUs is { } lag)
        {
            yield return $"at most {Quantity.Time(lag)} late";
        }

        if (figures.GcPauseMs is { } pause)
        {
            yield return $"GC {Quantity.Time(pause * 1000)}";
        }
    }

    private static string Whole(double percent) => percent.ToString("0", CultureInfo.InvariantCulture);
}
