using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using HdrHistogram;
using HdrHistogram.Utilities;
using Runner.Reporting;

namespace Runner.Tests.Results;

// The histograms and their files against HdrHistogram's own library for .NET.
public sealed class HdrTests
{
    private static readonly double[] s_ranks = [0, 1, 50, 75, 90, 99, 99.9, 99.99, 100];

    // What follows the table in the text of a distribution; the library rounds these three in another way.
    private const char SummaryMark = '#';

    [Fact]
    public void The_library_reads_the_same_samples()
    {
        Distribution values = Samples().ToDistribution();
        using StringWriter text = new();
        HdrReport.Write(text, values);
        string[] lines = text.ToString().TrimEnd('\n').Split('\n');
        HistogramBase read = Decode(lines[^1][HdrReport.EncodedMark.Length..^1]);

        Assert.Equal(values.Count, read.TotalCount);
        Assert.Equal(3, read.NumberOfSignificantValueDigits);
        Assert.Equal(LatencyHistogram.Limit, read.HighestTrackableValue);
        Assert.True(InOneBucket(read, values.Maximum, read.GetMaxValue()));
        Assert.Equal(values.Mean, read.GetMean(), values.Mean * 0.0001);
        Assert.All(
            s_ranks,
            rank => Assert.True(InOneBucket(read, values.Percentile(rank), read.GetValueAtPercentile(rank))));

        // The table is the library's own, to the digit, as far as rows have two figures that it does not round anew.
        using StringWriter spectrum = new() { NewLine = "\n" };
        read.OutputPercentileDistribution(spectrum, 5, 1000);
        string[] theirs = spectrum.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(theirs[0], lines[0]);
        Assert.Equal(Rows(theirs), Rows(lines));
    }

    [Fact]
    public void The_library_finds_the_same_percentiles_in_the_same_samples()
    {
        LongHistogram theirs = new(1, LatencyHistogram.Limit, 3);
        Distribution ours = Samples(theirs.RecordValue).ToDistribution();

        Assert.Equal(theirs.TotalCount, ours.Count);
        Assert.All(Enumerable.Range(0, 1000).Select(step => step / 10.0), percent =>
        {
            // wrk's rank is the next above the percentage, the library's the nearest to it: it is asked for wrk's.
            double rank = Math.Floor(percent / 100 * ours.Count) + 1;
            long value = theirs.GetValueAtPercentile(100 * rank / theirs.TotalCount);
            Assert.True(InOneBucket(theirs, ours.Percentile(percent), value));
        });
    }

    [Fact]
    public void A_histogram_without_samples_is_one() =>
        Assert.Equal(0, Decode(HdrEncoding.ToBase64(Distribution.Of([]))).TotalCount);

    // Samples over seven powers of ten, and a few that took an hour.
    private static LatencyHistogram Samples(Action<long>? alsoTo = null)
    {
        LatencyHistogram histogram = new();
        Random random = new(17);
        for (int count = 0; count < 50_000; count++)
        {
            Record((long)Math.Exp(3 + (random.NextDouble() * 12)));
        }

        for (int count = 0; count < 5; count++)
        {
            Record(3_000_000_000);
        }

        return histogram;

        void Record(long value)
        {
            histogram.Record(value);
            alsoTo?.Invoke(value);
        }
    }

    // What a histogram cannot tell apart: three significant digits.
    private static bool InOneBucket(HistogramBase histogram, long first, long second) =>
        histogram.LowestEquivalentValue(first) == histogram.LowestEquivalentValue(second);

    private static HistogramBase Decode(string base64) =>
        HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(Convert.FromBase64String(base64)), 0);

    private static List<(string Value, string Percentile, string Count)> Rows(string[] lines) =>
    [
        .. lines.Skip(1).Where(line => line.Length > 0 && line[0] != SummaryMark)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(cells => (cells[0], Cut(cells[1]), cells[2])),
    ];

    // The last digit of twelve is a matter of how a processor rounds.
    private static string Cut(string percentile) =>
        double.Parse(percentile, CultureInfo.InvariantCulture).ToString("F9", CultureInfo.InvariantCulture);
}
