using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Statistics;
using LocustBridge.Tests.Support;
using Xunit.Abstractions;

namespace LocustBridge.Tests.Statistics;

[Collection(AloneCollection.Name)]
public sealed class StatisticsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0)]
    [InlineData(1.5, 2)]
    [InlineData(2.5, 2)]
    [InlineData(99.4, 99)]
    [InlineData(99.6, 100)]
    [InlineData(105, 100)]
    [InlineData(105.0001, 110)]
    [InlineData(115, 120)]
    [InlineData(145, 140)]
    [InlineData(147.6, 150)]
    [InlineData(995, 1000)]
    [InlineData(999.9, 1000)]
    [InlineData(1150, 1200)]
    [InlineData(3432, 3400)]
    [InlineData(9950, 10000)]
    [InlineData(10500, 10000)]
    [InlineData(11500, 12000)]
    [InlineData(1e9, 3_600_000)]
    public void TimesAreRoundedAsPythonDoes(double elapsedMs, int key) =>
        Assert.Equal(key, ResponseTimeBuckets.KeyOf(ResponseTimeBuckets.IndexOf(elapsedMs)));

    [Fact]
    public void IndicesAndKeysAgree()
    {
        int last = -1;
        for (int index = 0; index <= ResponseTimeBuckets.IndexMax; index++)
        {
            int key = ResponseTimeBuckets.KeyOf(index);
            Assert.True(key > last);
            Assert.Equal(index, ResponseTimeBuckets.IndexOf(key));
            last = key;
        }
    }

    [Fact]
    public void NoSampleIsLostOrCountedTwiceWhileReportsAreTaken()
    {
        const int Lanes = 4;
        const int Samples = 400_000;
        var statistics = new LocustStatistics();
        int entry = statistics.GetEntry("GET", "/x");
        int error = statistics.GetError(entry, "HTTP 500");
        Thread[] threads = [.. Enumerable.Range(0, Lanes).Select(_ => new Thread(() =>
        {
            StatsLane lane = statistics.AddLane();
            for (int i = 0; i < Samples; i++)
            {
                if (i % 4 == 0)
                {
                    lane.Failure(entry, error, i % 300, 10);
                }
                else
                {
                    lane.Success(entry, i % 300, 10);
                }
            }
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        long requests = 0;
        long failures = 0;
        long errors = 0;
        long buckets = 0;
        long seconds = 0;
        long bytes = 0;
        var report = new StatsReport();
        bool running = true;
        int takes = 0;
        while (running)
        {
            running = threads.Any(static thread => thread.IsAlive);
            statistics.Take(report);
            takes++;
            StatsRow total = report.GetTotal();
            requests += total.NumRequests;
            failures += total.NumFailures;
            buckets += total.ResponseTimes.Values.Sum();
            seconds += total.RequestsPerSecond.Values.Sum();
            bytes += total.TotalContentLength;
            errors += report.Errors.Sum(static row => row.Occurrences);
            Assert.Equal(total.NumRequests == 0, total.MinResponseTime is null);
            report.Reset(1);
        }

        Assert.Equal(Lanes * Samples, requests);
        Assert.Equal(Lanes * Samples / 4, failures);
        Assert.Equal(failures, errors);
        Assert.Equal(requests, buckets);
        Assert.Equal(requests, seconds);
        Assert.Equal(requests * 10, bytes);
        output.WriteLine($"{takes} reports");
    }

    [Fact]
    public void RecordingDoesNotAllocate()
    {
        var statistics = new LocustStatistics();
        StatsLane lane = statistics.AddLane();
        int entry = statistics.GetEntry("GET", "/x");
        int error = statistics.GetError(entry, "HTTP 500");
        var report = new StatsReport();
        AllocationAssert.Zero(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                lane.Success(entry, i * 50, 100);
                lane.Failure(entry, error, i * 50, 0);
                statistics.RecordSuccess("GET", "/x", TimeSpan.FromMilliseconds(1), 100);
                statistics.RecordFailure("GET", "/x", TimeSpan.FromMilliseconds(1), "HTTP 500");
            }
        });

        // In between, a report changes the buffers.
        statistics.Take(report);
        AllocationAssert.Zero(() => lane.Success(entry, 1.25, 100));
        statistics.Take(report);
        Assert.True(report.GetRow("GET", "/x").NumRequests > 0);
    }

    [Fact]
    public async Task AnyThreadMayRecordByName()
    {
        var statistics = new LocustStatistics();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                statistics.RecordSuccess("GET", "/" + (i % 10), TimeSpan.FromMilliseconds(n), 1);
                statistics.RecordFailure("GET", "/bad", TimeSpan.FromMilliseconds(n), "e" + (i % 3));
            }
        })));
        var report = new StatsReport();
        statistics.Take(report);
        Assert.Equal(160_000, report.GetTotal().NumRequests);
        Assert.Equal(8000, report.GetRow("GET", "/3").NumRequests);
        Assert.Equal(3, report.Errors.Count);
    }

    [Fact]
    public void TooManyNamesAndErrorsShareAVisibleRow()
    {
        var statistics = new LocustStatistics(namesMax: 3, errorsMax: 2);
        for (int i = 0; i < 10; i++)
        {
            statistics.RecordFailure("GET", "/" + i, TimeSpan.FromMilliseconds(1), "error " + i);
        }

        var report = new StatsReport();
        statistics.Take(report);
        Assert.Equal(10, report.GetTotal().NumRequests);
        Assert.Equal(7, report.GetRow(string.Empty, "(other names: more than 3)").NumRequests);
        Assert.Equal(8, report.Errors.Single(static e => e.Error == "(other errors: more than 2)").Occurrences);
    }

    [Fact]
    public void SenselessTimesAreMadeSensible()
    {
        var statistics = new LocustStatistics();
        StatsLane lane = statistics.AddLane();
        int entry = statistics.GetEntry("GET", "/x");
        foreach (double time in new[] { double.NaN, -1, double.PositiveInfinity, double.NegativeInfinity })
        {
            lane.Success(entry, time, -5);
        }

        var report = new StatsReport();
        statistics.Take(report);
        StatsRow row = report.GetRow("GET", "/x");
        Assert.Equal(4, row.NumRequests);
        Assert.True(double.IsFinite(row.TotalResponseTime));
        Assert.Equal(0, row.MinResponseTime);
        Assert.Equal(0, row.TotalContentLength);
    }

    [Fact]
    public void SecondsBeyondTheSlotsAreKept()
    {
        var statistics = new LocustStatistics();
        StatsLane lane = statistics.AddLane();
        int entry = statistics.GetEntry("GET", "/x");
        long start = DateTime.UnixEpoch.AddSeconds(1_700_000_000).Ticks;
        for (int second = 0; second < 100; second++)
        {
            lane.Success(entry, 1, 0, start + (second * TimeSpan.TicksPerSecond));
        }

        var report = new StatsReport();
        statistics.Take(report);
        Assert.Equal(100, report.GetRow("GET", "/x").RequestsPerSecond.Count);
        Assert.All(report.GetRow("GET", "/x").RequestsPerSecond.Values, static count => Assert.Equal(1, count));
    }

    [Fact]
    [SpecCase("locust", 59)]
    public void AFailureKnowsWhenItWasSeenFirstAndLast()
    {
        var statistics = new LocustStatistics();
        StatsLane lane = statistics.AddLane();
        int entry = statistics.GetEntry("GET", "/x");
        int error = statistics.GetError(entry, "HTTP 503");
        var sum = new StatsReport();
        foreach (int second in new[] { 100, 160, 220 })
        {
            long ticks = DateTime.UnixEpoch.Ticks + (second * TimeSpan.TicksPerSecond);
            lane.Failure(entry, error, 1, 0, ticks);
            lane.Failure(entry, error, 1, 0, ticks + TimeSpan.TicksPerSecond);
            var window = new StatsReport();
            statistics.Take(window);
            Assert.Equal((second, second + 1), (window.Errors.Single().FirstSeen, window.Errors.Single().LastSeen));
            sum.Add(window);
        }

        AssertSeen(sum, 6);
        sum.AddError("GET", "/x", "HTTP 503", 1);
        AssertSeen(sum, 7);
    }

    private static void AssertSeen(StatsReport report, long occurrences)
    {
        ErrorRow error = report.Errors.Single();
        Assert.Equal((100, 221, occurrences), (error.FirstSeen, error.LastSeen, error.Occurrences));
    }
}
