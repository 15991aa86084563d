using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using FastHttp.Load.Results;

namespace Runner.Tests.Pages;

/// <summary>
/// A run with everything that a document can have: ramp, stall, errors, thresholds, groups. Its histograms were encoded
/// by a program of their own, not by ours.
/// </summary>
internal static class SampleRun
{
    /// <summary>What a page must neither run nor load, in every kind of quotes.</summary>
    public const string Hostile =
        "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=2>\"'>"
        + "<svg/onload=window.pwned=3>&lt;</style>";

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Pages", "run.json");

    public static ResultDocument Read()
    {
        using FileStream stream = File.OpenRead(Path);
        return ResultFile.Read(stream);
    }

    /// <summary>The same run without its stall, from 8 s to 11 s: its seconds differ by noise alone.</summary>
    public static ResultDocument Calm()
    {
        ResultDocument run = Read();
        int[] seconds = [.. Enumerable.Range(0, run.Series!.Count).Select(n => n is >= 8 and < 11 ? n - 4 : n)];
        return run with
        {
            Series = [.. seconds.Select((from, n) => run.Series[from] with { T = n + 1 })],
            Heatmap = run.Heatmap! with { Counts = [.. seconds.Select(from => run.Heatmap.Counts[from])] },
        };
    }

    /// <summary>The calm run with every latency as many times as long, by classes of the heat map.</summary>
    public static ResultDocument Slower(int classes)
    {
        // The classes of its heat map are twelve to a decade.
        double factor = Math.Pow(10, classes / 12.0);
        ResultDocument run = Calm();
        return run with
        {
            Latency = Scale(run.Latency, factor),
            Series = [.. run.Series!.Select(point => point with
            {
                P50Us = Scale(point.P50Us, factor),
                P90Us = Scale(point.P90Us, factor),
                P99Us = Scale(point.P99Us, factor),
                MaxUs = Scale(point.MaxUs, factor),
            })],
            Heatmap = run.Heatmap! with
            {
                Counts = [.. run.Heatmap.Counts.Select(column => new long[classes].Concat(column).ToArray())],
                BoundsUs =
                [
                    .. run.Heatmap.BoundsUs,
                    .. Enumerable.Range(1, classes)
                        .Select(n => (long)(run.Heatmap.BoundsUs[^1] * Math.Pow(10, n / 12.0))),
                ],
            },
        };
    }

    /// <summary>The same run with samples of what failed, and the course of each request.</summary>
    public static ResultDocument WithSamples()
    {
        ResultDocument run = Read();
        string text = "HTTP/1.1 503 Service Unavailable: {\"error\": \"" + new string('x', 60) + " of the pool\"}";
        return run with
        {
            StatusSamples = new Dictionary<string, StatusSample>
            {
                ["503"] = new() { FirstS = 8.1, Text = text },
            },
            Errors = [.. run.Errors.Select(error => error with { Sample = "Connection reset by peer" })],
            Checks = [new CheckFigures { Name = "status 2xx", Pass = 10, Fail = 1, Sample = text }],
            Groups =
            [
                .. run.Groups!.Select(group => group with
                {
                    Series =
                    [
                        .. run.Series!.Select(point => new GroupPoint
                        {
                            T = point.T,
                            Rate = point.Rate,
                            Errors = point.Errors,
                            Mean = point.P50Us,
                        }),
                    ],
                }),
            ],
        };
    }

    /// <summary>The same run with markup in every text of it.</summary>
    public static ResultDocument WithHostileTexts()
    {
        ResultDocument run = Read();
        return run with
        {
            Tool = run.Tool with { Version = Hostile, Backend = Hostile },
            Run = run.Run with { Id = Hostile, Name = Hostile, Command = Hostile },
            Env = run.Env! with { Cpu = Hostile },
            Target = run.Target with { Url = "http://127.0.0.1/" + Hostile, Addresses = [Hostile] },
            Config = run.Config with { Script = Hostile },
            Errors =
            [
                .. run.Errors.Select(error => error with
                {
                    Kind = Hostile,
                    Code = Hostile,
                    Message = Hostile,
                    Sample = Hostile,
                }),
            ],
            StatusSamples = new Dictionary<string, StatusSample>
            {
                [run.Status!.Keys.First() + Hostile] = new() { FirstS = 1, Text = Hostile },
            },
            Thresholds = [new ThresholdVerdict { Expr = "p99<25ms" + Hostile, Actual = 1, Ok = false }],
            Checks = [new CheckFigures { Name = Hostile, Pass = 1, Fail = 1, Sample = Hostile }],
            Groups = [.. run.Groups!.Select(group => group with { Name = Hostile, Method = Hostile })],
            Status = run.Status!.ToDictionary(pair => pair.Key + Hostile, pair => pair.Value),
            Warnings = [Hostile],
        };
    }

    private static LatencyFigures Scale(LatencyFigures figures, double factor) => figures with
    {
        P50 = Scale(figures.P50, factor),
        P90 = Scale(figures.P90, factor),
        P95 = Scale(figures.P95, factor),
        P99 = Scale(figures.P99, factor),
        P999 = Scale(figures.P999, factor),
        Max = Scale(figures.Max, factor),
        Mean = figures.Mean * factor,
        Histogram = null,
    };

    private static long? Scale(long? us, double factor) => us is null ? null : (long)(us * factor);
}
