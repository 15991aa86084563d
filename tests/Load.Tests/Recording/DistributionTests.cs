using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Recording;
using Testing;

namespace Load.Tests.Recording;

// wrk's statistics: the golden vectors, on exact samples and through the histogram.
public sealed class DistributionTests
{
    private static readonly long[] s_samples = [100, 100, 100, 120, 150, 200, 200, 300, 1000, 5000];

    private static readonly long[] s_corrected =
        [100, 100, 100, 120, 150, 200, 200, 300, 800, 1000, 1500, 2200, 2900, 3600, 4300, 5000];

    [Fact]
    [SpecCase("wrk", 47)]
    public void Golden_samples_exactly()
    {
        Distribution golden = Distribution.Of(s_samples);
        Assert.Equal(727, golden.Mean);
        Assert.Equal("1525.764289", golden.StandardDeviation.ToString("F6", null));
        Assert.Equal(90, golden.WithinDeviationPercent);
        Assert.Equal([200L, 300, 5000, 5000, 1000], Percentiles(golden, 50, 75, 90, 99, 80));
        Assert.Equal(7, golden.Items.Length);
    }

    [Fact]
    public void Parts_together_are_the_whole()
    {
        Distribution whole = Distribution.Of(s_samples);
        Distribution sum = Distribution.Together(
            [Distribution.Of(s_samples[..3]), Distribution.Of([]), Distribution.Of(s_samples[3..])]);
        Assert.Equal((whole.Count, whole.Minimum, whole.Maximum), (sum.Count, sum.Minimum, sum.Maximum));
        Assert.Equal((whole.Mean, whole.StandardDeviation), (sum.Mean, sum.StandardDeviation));
        Assert.Equal(Percentiles(whole, 1, 25, 50, 75, 90, 99), Percentiles(sum, 1, 25, 50, 75, 90, 99));
        Assert.Equal(0, Distribution.Together([Distribution.Of([]), Distribution.Of([])]).Count);
    }

    [Fact]
    [SpecCase("wrk", 47)]
    public void Golden_correction_exactly()
    {
        ExactSink sink = new(s_samples);
        OmissionCorrection.AddOmitted(Distribution.Of(s_samples), 700, sink);
        Distribution golden = Distribution.Of(sink.Samples);
        Assert.Equal(s_corrected, sink.Samples);
        Assert.Equal(1410.625, golden.Mean);
        Assert.Equal("1673.102781", golden.StandardDeviation.ToString("F6", null));
        Assert.Equal(81.25, golden.WithinDeviationPercent);
        Assert.Equal([800L, 2900, 4300, 5000], Percentiles(golden, 50, 75, 90, 99));
    }

    [Fact]
    public void Golden_correction_within_a_thousandth_through_the_histogram()
    {
        LatencyHistogram histogram = new();
        foreach (long sample in s_samples)
        {
            histogram.Record(sample);
        }

        LatencyHistogram corrected = histogram.Clone();
        OmissionCorrection.AddOmitted(histogram.ToDistribution(), 700, corrected);
        Distribution actual = corrected.ToDistribution();
        Assert.Equal(s_corrected.Length, actual.Count);
        long[] values = [.. ExactSink.Expand(actual)];
        for (int index = 0; index < values.Length; index++)
        {
            Assert.InRange(values[index], s_corrected[index] * 0.999, s_corrected[index] * 1.001);
        }

        Assert.Equal(81.25, actual.WithinDeviationPercent);
        Assert.Equal((1410.625, "1673.102781"), (actual.Mean, actual.StandardDeviation.ToString("F6", null)));
    }

    [Fact]
    public void Nothing_recorded()
    {
        Distribution empty = new LatencyHistogram().ToDistribution();
        Assert.Equal((0, 0.0, 0.0, 0L), (empty.Count, empty.Mean, empty.StandardDeviation, empty.Maximum));
        Assert.True(double.IsNaN(empty.WithinDeviationPercent));
        Assert.Equal([0L, 0, 0], Percentiles(empty, 0, 50, 100));
    }

    [Fact]
    [SpecCase("wrk", 49)]
    public void One_sample_has_no_deviation_and_all_of_them_within_it()
    {
        Distribution one = Distribution.Of([1_100_123]);
        Assert.Equal((1_100_123.0, 0.0, 100.0), (one.Mean, one.StandardDeviation, one.WithinDeviationPercent));
    }

    [Fact]
    public void The_extreme_percentiles_are_the_extreme_samples()
    {
        Distribution golden = Distribution.Of(s_samples);
        Assert.Equal([100L, 5000], Percentiles(golden, 0, 100));
    }

    [Theory]
    [InlineData(1_000_000, 100, 10, 100_000)]
    [InlineData(1_000_000, 99, 10, 111_111)]
    [InlineData(1_000_000, 9, 10, 0)]
    [InlineData(0, 0, 0, 0)]
    public void The_interval_is_in_whole_numbers(long runtime, long batches, int connections, long expected) =>
        Assert.Equal(expected, OmissionCorrection.IntervalUs(runtime, batches, connections));

    [Theory]
    [InlineData(1399, 700, 0)]
    [InlineData(1400, 700, 0)]
    [InlineData(1401, 700, 1)]
    [InlineData(5000, 0, 0)]
    [InlineData(2_000_000, 1, 1_999_998)]
    public void Omitted_samples_lie_above_the_interval(long sample, long interval, long count)
    {
        LatencyHistogram sink = new();
        OmissionCorrection.AddOmitted(Distribution.Of([sample]), interval, sink);
        Assert.Equal(count, sink.Count);
        Assert.True(count == 0 || sink.Minimum > interval);
    }

    [Fact]
    public void A_class_at_a_time_gives_what_a_step_at_a_time_gives()
    {
        Random random = new(7);
        long[] samples = [.. Enumerable.Range(0, 50).Select(_ => random.NextInt64(1, 300_000))];
        ExactSink exact = new(samples);
        LatencyHistogram grouped = new();
        Array.ForEach(samples, grouped.Record);
        OmissionCorrection.AddOmitted(Distribution.Of(samples), 137, exact);
        OmissionCorrection.AddOmitted(Distribution.Of(samples), 137, grouped);
        LatencyHistogram single = new();
        exact.Samples.ForEach(single.Record);
        Assert.Equal(single.ToDistribution().Items, grouped.ToDistribution().Items);
    }

    private static long[] Percentiles(Distribution source, params double[] percents) =>
        [.. percents.Select(source.Percentile)];

    private sealed class ExactSink(IEnumerable<long> samples) : IValueSink
    {
        private readonly List<long> _samples = [.. samples];

        public List<long> Samples => [.. _samples.Order()];

        public static IEnumerable<long> Expand(Distribution source) =>
            source.Items.ToArray().SelectMany(item => Enumerable.Repeat(item.Value, (int)item.Count));

        public long ClassFloor(long value) => value;

        public void Add(long value, long count) => _samples.AddRange(Enumerable.Repeat(value, (int)count));
    }
}
