using System;
using System.Linq;
using System.Text;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Runner.Pages;

namespace Runner.Tests.Pages;

/// <summary>What can be said of a page without opening it.</summary>
public sealed class ReportPageTests
{
    private const int MaxBytes = 300_000;

    [Fact]
    public void TheSameDocumentGivesTheSamePage() =>
        Assert.Equal(ReportPage.Render(SampleRun.Read()), ReportPage.Render(SampleRun.Read()));

    [Fact]
    public void AThresholdIsShownWithWhatWasMeasured()
    {
        string page = ReportPage.Render(SampleRun.Read());

        Assert.Contains("1 of 2 thresholds missed", page, StringComparison.Ordinal);
        Assert.Contains("measured 42.8 ms", page, StringComparison.Ordinal);
    }

    [Fact]
    public void APageNamesNothingToLoad()
    {
        string page = ReportPage.Render(SampleRun.Read());

        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 1, MaxBytes);
    }

    [Fact]
    public void APageOfHoursAndManyRequestsStaysBelowTheLimit()
    {
        ResultDocument run = SampleRun.Read();
        SeriesPoint[] series =
        [
            .. Enumerable.Range(1, 2 * 3600).Select(second =>
                run.Series![second % run.Series.Count] with { T = second, Errors = second % 7 }),
        ];
        ResultDocument large = run with
        {
            DurationS = series.Length,
            Series = series,
            Heatmap = run.Heatmap! with { Counts = [.. series.Select((_, n) => run.Heatmap.Counts[n % 20])] },
            Groups = [.. Enumerable.Range(0, 1000).Select(n => run.Groups![n % 3] with { Name = $"/orders/{n}/item" })],
        };

        Assert.InRange(Encoding.UTF8.GetByteCount(ReportPage.Render(large)), 1, MaxBytes);
    }

    [Fact]
    public void ARunWithoutAnAnswerHasAPage()
    {
        ResultDocument run = SampleRun.Read();
        string page = ReportPage.Render(run with
        {
            Requests = new RequestFigures { Completed = 0 },
            Latency = new LatencyFigures { Count = 0 },
            LatencyUncorrected = null,
            Series = null,
            Heatmap = null,
            Groups = null,
            Thresholds = null,
            Status = null,
            Generator = null,
        });

        Assert.Contains("No request was answered", page, StringComparison.Ordinal);
    }

    [Fact]
    public void AForeignEncodersHistogramIsRead()
    {
        LatencyFigures figures = SampleRun.Read().Latency;
        Distribution samples = HdrDecoder.Decode(figures)!;

        Assert.Equal(figures.Count, samples.Count);

        // Three digits: a class is at most a thousandth of its value wide.
        Assert.InRange(samples.Percentile(50), figures.P50!.Value * 0.999, figures.P50.Value * 1.001);
        Assert.InRange(samples.Percentile(99), figures.P99!.Value * 0.999, figures.P99.Value * 1.001);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64")]
    [InlineData("HISTFAAA")]
    [InlineData("HISTFAAAAAR4nGNgYGAA")]
    public void ABrokenHistogramIsNone(string histogram) =>
        Assert.Null(HdrDecoder.Decode(SampleRun.Read().Latency with { Histogram = histogram }));

    [Fact]
    public void WithoutAHistogramTheCurveGoesThroughTheNamedPercentiles()
    {
        LatencyFigures figures = SampleRun.Read().Latency with { Histogram = null };
        double?[] values = [.. PercentileCurve.Values(figures, [0.5, 0.9, 0.99])];

        Assert.Equal([figures.P50, figures.P90, figures.P99], values);
    }

    [Fact]
    public void TheStallOfTheSampleIsFound()
    {
        // Made with a stall from 8 s to 11 s.
        SlowStretch stretch = Assert.Single(SlowStretch.Find(SampleRun.Read().Series!));
        Assert.Equal((8, 11), (stretch.From, stretch.To));
    }
}
