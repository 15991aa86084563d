using System.Collections.Generic;
using System.Globalization;
using FastHttp.Load.Results;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>What the judge said of the generator, for pages and tables. Immutable.</summary>
internal sealed record GeneratorVerdict(string Tone, string Headline, string Detail)
{
    public static GeneratorVerdict Of(ResultDocument run)
    {
        // A document may be older than the judge.
        GeneratorFigures? figures = run.Generator is { Verdict: null } older
            ? GeneratorJudge.Judge(older, run.Rate.Target is not null, run.Requests.Sent, run.DurationS)
            : run.Generator;
        if (figures?.Verdict is not { } verdict)
        {
            return new GeneratorVerdict("none", "Generator not measured", "there are no figures of its load");
        }

        string facts = string.Join(", ", Details(figures));
        string detail = figures.Reason is null ? facts : $"{figures.Reason}; {facts}";
        return verdict switch
        {
            GeneratorJudge.TheCause => new GeneratorVerdict("bad", "Generator the cause", detail),
            GeneratorJudge.Perhaps => new GeneratorVerdict("warn", "Generator perhaps the cause", detail),
            _ => new GeneratorVerdict("good", "Generator not the cause", detail),
        };
    }

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

        if (figures.MachineCpuPct is { } machine)
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
