using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Results;
using Runner.Reporting;

namespace Runner.Tests.Reporting;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void Bounds_are_round_and_every_sample_is_counted_once()
    {
        List<LatencyCount> samples = [new(87, 1), new(100, 2), new(101, 4), new(990, 8), new(12_000, 16)];
        foreach (int rows in Enumerable.Range(1, 30))
        {
            IReadOnlyList<LatencyBucket> buckets = LatencyBuckets.Of(samples, rows);
            Assert.InRange(buckets.Count, 1, rows);
            Assert.Equal(31, buckets.Sum(bucket => bucket.Count));
            Assert.All(samples, sample => Assert.Single(buckets, bucket => bucket.Has(sample.Us)));
        }

        Assert.Equal(
            [100L, 1_000, 10_000, 100_000], LatencyBuckets.Of(samples, 4).Select(bucket => bucket.UpToUs));
        Assert.Equal([3L, 12, 0, 16], LatencyBuckets.Of(samples, 4).Select(bucket => bucket.Count));
    }

    [Fact]
    public void Latencies_that_lie_close_together_have_rows_of_one_width()
    {
        IReadOnlyList<LatencyBucket> buckets = LatencyBuckets.Of([new(20_100, 1), new(20_900, 2), new(24_000, 1)], 5);
        Assert.Equal([21_000L, 22_000, 23_000, 24_000], buckets.Select(bucket => bucket.UpToUs));
        Assert.Equal([3L, 0, 0, 1], buckets.Select(bucket => bucket.Count));
    }

    [Fact]
    public void One_value_is_one_row_and_nothing_is_none()
    {
        Assert.Empty(LatencyBuckets.Of([], 10));
        Assert.Empty(LatencyBuckets.Of([new(5, 1)], 0));
        Assert.Equal([1L], LatencyBuckets.Of([new(0, 1)], 10).Select(bucket => bucket.Count));
        Assert.Equal([7L], LatencyBuckets.Of([new(30_000_000, 7)], 10).Select(bucket => bucket.Count));
    }

    [Fact]
    public void What_is_more_than_nothing_is_seen()
    {
        Assert.Equal("", Blocks.Bar(0, 10));
        Assert.Equal("▏", Blocks.Bar(0.0001, 10));
        Assert.Equal("█████", Blocks.Bar(0.5, 10));
        Assert.Equal(["  █", "▁██"], Blocks.Columns([0, 0.5, 1], 2));
        Assert.Equal(["░", "▓", "█"], Blocks.Layers([[0.2, 0.6, 1]], "█▓░", 3));
    }
}
