using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Pages.Charts;
using Runner.Pages.Html;

namespace Runner.Pages;

/// <summary>How busy the machine was that made the load.</summary>
internal static class GeneratorSection
{
    public static void Write(HtmlWriter page, ResultDocument run, Timeline time)
    {
        if (run.Generator is not { } figures)
        {
            return;
        }

        PageFrame.BeginSection(page, "generator", "Load generator");
        GeneratorVerdict verdict = GeneratorVerdict.Of(run);
        page.Open("p", ("class", "finding " + verdict.Tone)).Leaf("strong", verdict.Headline + ".")
            .Text($" {Explain(verdict.Tone)} ({verdict.Detail})").Close();
        page.Open("dl", ("class", "facts"));
        foreach ((string name, string value) in Facts(figures))
        {
            page.Open("div").Leaf("dt", name).Leaf("dd", value).Close();
        }

        page.Close();
        if (time.Has(point => point.Cpu))
        {
            ChartRenderer.Write(
                page, "Processor use of the generator", "In percent of all processors that it may use.",
                new Chart
                {
                    Id = "chart-cpu",
                    Title = "CPU",
                    Summary = $"At most {Quantity.Percent(time.Points.Max(point => point.Cpu))}.",
                    PointName = "Time",
                    Points = time.Middles,
                    PointFormat = time.Interval,
                    Horizontal = AxisScale.Time(time.Seconds, Quantity.Moment),
                    Vertical = AxisScale.Linear(100, value => Quantity.Percent(value), 4, 25),
                    Series =
                    [
                        new("CPU", "rate", time.Values(point => point.Cpu), Quantity.Percent)
                        {
                            Shape = SeriesShape.Area,
                        },
                    ],
                    Height = 140,
                });
        }

        page.Close();
    }

    private static string Explain(string tone) => tone switch
    {
        "good" => "It kept up, so the latencies on this page are those of the server and the network.",
        "warn" => "Latencies on this page may include delays of its own, or of the machine that it ran on.",
        "bad" => "The latencies on this page include its own delays: use more threads, or more machines.",
        _ => "Whether it was in the way cannot be told.",
    };

    private static IEnumerable<(string Name, string Value)> Facts(GeneratorFigures figures)
    {
        if (figures.CpuPct is { } processor)
        {
            yield return ("CPU of the generator", Quantity.Percent(processor));
        }

        if (figures.MachineCpuPct is { } machine)
        {
            yield return ("CPU of the machine", Quantity.Percent(machine));
        }

        if (figures.BusiestThreadPct is { } thread)
        {
            yield return ("Busiest thread", Quantity.Percent(thread) + " of a core");
        }

        if (figures.MaxScheduleLagUs is { } lag)
        {
            yield return ("Longest delay of a send", Quantity.Time(lag));
        }

        if (figures.Gc is { Count: > 0 } collections)
        {
            yield return ("Garbage collections, by generation", string.Join(" / ", collections));
        }

        if (figures.GcPauseMs is { } pause)
        {
            yield return ("Garbage collection pauses", Quantity.Time(pause * 1000));
        }

        if (figures.AllocBytesPerReq is { } bytes)
        {
            yield return ("Allocated a request", bytes.ToString("0.##", CultureInfo.InvariantCulture) + " B");
        }
    }
}
