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
}
