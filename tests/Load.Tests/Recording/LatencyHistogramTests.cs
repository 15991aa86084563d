using System;
using System.Linq;
using FastHttp.Load.Recording;
using Testing;

namespace Load.Tests.Recording;

public sealed class LatencyHistogramTests
{
    private static readonly LatencyHistogram s_shared = new();

    [Fact]
    public void Small_values_are_exact()
    {
        LatencyHistogram histogram = new();
        for (long value = 0; value < 2048; value++)
        {
            histogram.Add(value, value + 1);
        }

        ValueCount[] items = histogram.ToDistribution().Items.ToArray();
        Assert.Equal(Enumerable.Range(0, 2048).Select(v => new ValueCount(v, v + 1)), items);
    }

    [Fact]
    public void A_growing_one_says_the_same()
    {
        Random random = new(7);
        LatencyHistogram whole = new();
        LatencyHistogram growing = LatencyHistogram.CreateGrowing();
        LatencyHistogram sum = LatencyHistogram.CreateGrowing();
        for (int round = 0; round < 10_000; round++)
        {
            long value = random.NextInt64(1L << random.Next(0, 40));
            whole.Record(value);
            growing.Record(value);
        }

        sum.Merge(growing);
        foreach (LatencyHistogram other in (LatencyHistogram[])[growing, growing.Clone(), sum])
        {
            Assert.Equal(whole.ToDistribution().Items.ToArray(), other.ToDistribution().Items.ToArray());
            Assert.Equal((whole.Minimum, whole.Maximum), (other.Minimum, other.Maximum));
        }
    }

    [Fact]
    public void Every_value_up_to_the_limit_is_reported_within_a_thousandth()
    {
        Random random = new(11);
        for (int round = 0; round < 100_000; round++)
        {
            long value = random.NextInt64(1L << random.Next(0, 37));
            long floor = s_shared.ClassFloor(value);
            Assert.InRange(floor, value - (value / 1000), value);
            Assert.Equal(floor, s_shared.ClassFloor(floor));
        }
    }

    [Fact]
    public void Slots_meet_without_gap_or_overlap_at_each_power_of_two()
    {
        for (int power = 11; power <= 36; power++)
        {
            long edge = 1L << power;
            Assert.Equal(edge, s_shared.ClassFloor(edge));
            Assert.True(s_shared.ClassFloor(edge - 1) < edge);
        }
    }

    [Fact]
    public void Extremes_are_exact_and_bound_what_is_reported()
    {
        LatencyHistogram histogram = new();
        histogram.Record(1_000_003);
        histogram.Record(1_000_005);
        Distribution values = histogram.ToDistribution();
        Assert.Equal((1_000_003L, 1_000_005L), (values.Minimum, values.Maximum));
        Assert.All(values.Items.ToArray(), item => Assert.InRange(item.Value, 1_000_003, 1_000_005));
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(long.MaxValue, LatencyHistogram.Limit)]
    public void Values_outside_are_counted_at_the_edge(long value, long expected)
    {
        LatencyHistogram histogram = new();
        histogram.Record(value);
        Assert.Equal([new ValueCount(expected, 1)], histogram.ToDistribution().Items.ToArray());
    }

    [Fact]
    public void Merging_is_recording_into_one()
    {
        Random random = new(3);
        LatencyHistogram left = new();
        LatencyHistogram right = new();
        LatencyHistogram both = new();
        for (int round = 0; round < 10_000; round++)
        {
            long value = random.NextInt64(1L << random.Next(1, 36));
            (round % 3 == 0 ? left : right).Record(value);
            both.Record(value);
        }

        left.Merge(right);
        left.Merge(new LatencyHistogram());
        Assert.Equal(both.ToDistribution().Items, left.ToDistribution().Items);
        Assert.Equal((both.Minimum, both.Maximum, both.Count), (left.Minimum, left.Maximum, left.Count));
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        LatencyHistogram histogram = new();
        long value = 0;
        AllocationAssert.Zero(() => histogram.Record(value += 3700));
    }

    [Fact]
    public void Mean_and_deviation_agree_with_the_exact_ones()
    {
        Random random = new(23);
        long[] samples = [.. Enumerable.Range(0, 20_000).Select(_ => (long)Math.Exp(random.NextDouble() * 14))];
        LatencyHistogram histogram = new();
        Array.ForEach(samples, histogram.Record);
        Distribution exact = Distribution.Of(samples);
        Distribution actual = histogram.ToDistribution();
        Assert.InRange(actual.Mean / exact.Mean, 0.9995, 1.0005);
        Assert.InRange(actual.StandardDeviation / exact.StandardDeviation, 0.9995, 1.0005);
        foreach (double percent in new[] { 0, 1, 50, 75, 90, 99, 99.9, 100 })
        {
            Assert.InRange((actual.Percentile(percent) + 1.0) / (exact.Percentile(percent) + 1.0), 0.999, 1.001);
        }
    }

    [Fact]
    public void Changes_are_what_was_recorded_since_the_last_look()
    {
        LatencyHistogram histogram = new();
        long[] before = new long[LatencyHistogram.SlotCount];
        long[] classes = new long[IntervalHistogram.ClassCount];
        Assert.Equal(0, histogram.TakeChanges(before, classes));
        histogram.Record(50);
        histogram.Record(5_001);
        Assert.Equal(5_001, histogram.TakeChanges(before, classes));
        histogram.Record(50);
        histogram.Record(20);
        Assert.Equal(50, histogram.TakeChanges(before, classes));
        Assert.Equal(0, histogram.TakeChanges(before, classes));

        Assert.Equal(
            [(20, 1L), (50, 2), (IntervalHistogram.ClassOf(5_001), 1)],
            classes.Index().Where(item => item.Item > 0).Select(item => (item.Index, item.Item)));
    }

    [Fact]
    public void Samples_are_exchanged_for_others()
    {
        LatencyHistogram whole = Of(10, 10, 20, 3_000);
        Distribution result = whole.Exchange(Of(10, 3_000), Of(5, 7)).ToDistribution();

        Assert.Equal(
            [new ValueCount(5, 1), new(7, 1), new(10, 1), new(20, 1)],
            result.Items.ToArray().Select(item => new ValueCount(item.Value, item.Count)));
        Assert.Equal((4, 5, 20, 10.5), (result.Count, result.Minimum, result.Maximum, result.Mean));
    }

    [Fact]
    public void Mean_and_deviation_of_what_was_merged_are_those_of_all_samples()
    {
        LatencyHistogram one = Of(1_000_000, 1_000_002);
        one.Merge(Of(1_000_005, 1_000_009));
        LatencyHistogram two = new();
        two.Merge(Of(4, 8));
        two.Add(9, 2);

        Assert.Equal(1_000_004, one.ToDistribution().Mean);
        Assert.Equal(Math.Sqrt((16 + 4 + 1 + 25) / 3.0), one.ToDistribution().StandardDeviation, 9);
        Assert.Equal(7.5, two.ToDistribution().Mean);
        Assert.Equal(Math.Sqrt((12.25 + 0.25 + 2.25 + 2.25) / 3), two.ToDistribution().StandardDeviation, 9);
        Assert.Equal((0, 0), (Of(7).ToDistribution().StandardDeviation, Of().ToDistribution().Mean));
    }

    [Fact]
    public void Distributions_together_are_those_of_all_samples()
    {
        Distribution none = Distribution.Of([]);
        Distribution one = Distribution.Of([4, 8]);
        Distribution two = Distribution.Of([9, 9, 1]);

        Distribution all = Distribution.Together([one, none, two]);
        Distribution exact = Distribution.Of([4, 8, 9, 9, 1]);

        Assert.Equal((exact.Count, exact.Minimum, exact.Maximum), (all.Count, all.Minimum, all.Maximum));
        Assert.Equal(exact.Mean, all.Mean, 9);
        Assert.Equal(exact.StandardDeviation, all.StandardDeviation, 9);
        Assert.Equal(exact.Items.ToArray(), all.Items.ToArray());
        Assert.Same(one, Distribution.Together([one]));
        Assert.Same(none, Distribution.Together([none, Distribution.Of([])]));
        Assert.Equal((1, 0), (Distribution.Together([none, Distribution.Of([5])]).Count,
            Distribution.Together([none, Distribution.Of([5])]).StandardDeviation));
    }

    [Fact]
    public void A_class_that_a_bound_cuts_counts_by_its_part()
    {
        ValueCount samples = new(15, 10) { Low = 10, High = 20 };

        Assert.Equal(
            [10.0, 10, 5, 5, 2, 0, 0],
            [
                samples.CountWithin(10, 20), samples.CountWithin(0, 99), samples.CountWithin(15, 99),
                samples.CountWithin(0, 15), samples.CountWithin(12, 14), samples.CountWithin(21, 99),
                samples.CountWithin(0, 9),
            ]);
        Assert.Equal((7, 0), (new ValueCount(3, 7).CountWithin(3, 3), new ValueCount(3, 7).CountWithin(4, 5)));
    }

    private static LatencyHistogram Of(params ReadOnlySpan<long> samples)
    {
        LatencyHistogram histogram = new();
        foreach (long sample in samples)
        {
            histogram.Record(sample);
        }

        return histogram;
    }
}
