using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Outputs;
using LocustBridge.RateLimiting;
using LocustBridge.Tasks;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.Tasks;

// Users without a master: tasks, weights, waits, limits, outputs.
[Collection(AloneCollection.Name)]
public sealed class LocalRunTests
{
    [Fact]
    public async Task UsersRunTheirTasksByWeightAndBeginAndEndOnce()
    {
        int starts = 0;
        int stops = 0;
        int often = 0;
        int seldom = 0;
        var userClass = new LocustUserClass(
            "Web",
            new LocustTask("often", 3, _ => { Interlocked.Increment(ref often); return ValueTask.CompletedTask; }),
            new LocustTask("seldom", 1, async user =>
            {
                Interlocked.Increment(ref seldom);
                await Task.Delay(1);
                user.RecordSuccess("GET", "/x", TimeSpan.FromMilliseconds(1.5), 10);
            }))
        {
            OnStart = user => { user.State = Interlocked.Increment(ref starts); return ValueTask.CompletedTask; },
            OnStop = _ => { Interlocked.Increment(ref stops); return ValueTask.CompletedTask; },
        };
        var host = new LocustTaskHost(null, userClass) { StopGrace = Eventually.Patience };
        using var table = new StringWriter();
        var prometheus = new PrometheusOutput();
        LocustSnapshot result = await LocustLocalRun.RunAsync(host, new LocustLocalOptions
        {
            Users = 4,
            SpawnRate = 100,
            RunTime = TimeSpan.FromSeconds(2),
            ReportInterval = TimeSpan.FromMilliseconds(100),
            Outputs = [new ConsoleOutput(table), prometheus],
        });
        Assert.Equal(4, starts);
        Assert.Equal(4, stops);

        // Exact but for the turns of the users that were stopped in between.
        Assert.InRange(often - (3 * seldom), -12, 12);
        Assert.Equal(seldom, result.Total.NumRequests);
        Assert.Equal(1.5, result.Total.Average);
        Assert.Equal(1.5, result.Rows.Single().Median);
        Assert.Equal(2, result.Total.Percentile(0.5));
        Assert.Contains("/x", table.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "num_requests{method=\"GET\",name=\"/x\"} " + seldom, prometheus.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExceptionIsReportedAndTheUserGoesOn()
    {
        int calls = 0;
        var log = new List<string>();
        using var end = new CancellationTokenSource();
        var host = new LocustTaskHost(new LocustTask("bad", 1, _ =>
        {
            if (Interlocked.Increment(ref calls) == 2)
            {
                // On another thread: this one has to throw.
                end.CancelAfter(TimeSpan.Zero);
            }

            throw new InvalidOperationException("boom");
        }))
        {
            RateLimiter = LocustRateLimiter.Stable(5, TimeSpan.FromMilliseconds(50)),
        };
        await LocustLocalRun.RunAsync(host, new LocustLocalOptions { Log = log.Add }, end.Token)
            .WaitAsync(Eventually.Patience);
        Assert.True(calls > 1);

        // The first, and at the end the number of the others.
        string[] lines = [.. log.Where(static line => line.Contains("boom", StringComparison.Ordinal))];
        Assert.Equal(2, lines.Length);
        Assert.Contains($"({calls - 1} more)", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    [SpecCase("locust", 54)]
    public async Task UsersThatStaySeeAHostThatChanges()
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        var host = new LocustTaskHost(new LocustTask("t", 1, async user =>
        {
            seen.Enqueue(user.Host);
            await Task.Delay(1, user.Stopping);
        }));
        var one = new Dictionary<string, int> { ["default"] = 1 };
        await host.SpawnAsync(SpawnOrder.Local(one, "http://old", isFirst: true));
        await Eventually.True(() => seen.Contains("http://old"), "the first host");
        await host.SpawnAsync(SpawnOrder.Local(one, "http://new", isFirst: false));
        await Eventually.True(() => seen.Contains("http://new"), "the second host");
        await host.StopAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("A", "A", "B")]
    [InlineData("Dummy", "default", "B")]
    [SpecCase("locust", 54)]
    public async Task AHostThatChangesForOneClassIsThatClassesAlone(string said, string own, string other)
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<(string Class, int Id, string? Host)>();
        LocustUserClass Make(string name) => new(name, new LocustTask("t", 1, async user =>
        {
            seen.Enqueue((name, user.Id, user.Host));
            await Task.Delay(1, user.Stopping);
        }));
        Task SeesAsync(string name, int id, string? at) =>
            Eventually.True(() => seen.Contains((name, id, at)), $"user {id} of {name} at {at}");
        var host = new LocustTaskHost(null, Make(own), Make(other));
        Dictionary<string, int> Users(int each) => new() { [own] = each, [other] = each };

        host.UpdateUserClass(LocustValue.MapOf(("user_class_name", said), ("host", "http://one")));
        host.UpdateUserClass(LocustValue.MapOf(("user_class_name", said), ("weight", 3)));
        await host.SpawnAsync(SpawnOrder.Local(Users(1), null, isFirst: true));
        await SeesAsync(own, 0, "http://one");
        await SeesAsync(other, 1, null);

        // An order's host holds for every class. An update of a class then holds for that class alone.
        await host.SpawnAsync(SpawnOrder.Local(Users(1), "http://all", isFirst: false));
        await SeesAsync(own, 0, "http://all");
        await SeesAsync(other, 1, "http://all");
        host.UpdateUserClass(LocustValue.MapOf(("user_class_name", said), ("host", "http://two")));
        await host.SpawnAsync(SpawnOrder.Local(Users(2), null, isFirst: false));
        await SeesAsync(own, 0, "http://two");
        await SeesAsync(own, 2, "http://two");
        await SeesAsync(other, 3, "http://all");
        await host.StopAsync(TimeSpan.Zero);
        Assert.DoesNotContain(seen, item => item.Class == other && item.Host is "http://one" or "http://two");
    }

    // A task that throws is a task that failed; a wait that throws leaves nothing that the user could do.
    [Fact]
    [SpecCase("locust", 52)]
    public async Task AUserWhoseWaitThrowsHasEndedAndIsNotCounted()
    {
        var log = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var users = new LocustUserClass("Web", new LocustTask("t", 1, static _ => ValueTask.CompletedTask))
        {
            Wait = new BrokenWait(),
        };
        var host = new LocustTaskHost(null, users);
        using var cancel = new CancellationTokenSource();
        Task<LocustSnapshot> run = LocustLocalRun.RunAsync(
            host, new LocustLocalOptions { Users = 3, SpawnRate = 100, Log = log.Enqueue }, cancel.Token);
        await Eventually.True(
            () => host.UserCount == 0 && log.Any(static line => line.Contains("no wait", StringComparison.Ordinal)),
            "the users have ended, with a line");
        await cancel.CancelAsync();
        await run.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task CancellationEndsARunAndCutsTasksThatHang()
    {
        var started = new TaskCompletionSource();
        var host = new LocustTaskHost(new LocustTask("hang", 1, async user =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, user.Stopping);
        }))
        {
            StopGrace = TimeSpan.FromMilliseconds(50),
        };
        using var cancel = new CancellationTokenSource();
        Task<LocustSnapshot> run = LocustLocalRun.RunAsync(host, null, cancel.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await cancel.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, host.UserCount);
    }

    // Longer than a timer takes.
    [Fact]
    public async Task ARunMayLastForMonths()
    {
        var clock = new LeapingClock();
        var host = new ScriptedHost();
        Task<LocustSnapshot> run = LocustLocalRun.RunAsync(host, new LocustLocalOptions
        {
            RunTime = TimeSpan.FromDays(100),
            StopTimeout = TimeSpan.FromDays(100),
            ReportInterval = TimeSpan.FromMilliseconds(50),
            TimeProvider = clock,
        });
        clock.Leap(TimeSpan.FromDays(100));
        await run.WaitAsync(Eventually.Patience);
        Assert.Equal(TimeSpan.FromDays(1), host.LastStopTimeout);
    }

    [Fact]
    public async Task UsersThatNeverWaitShareTheThreads()
    {
        var seen = new HashSet<int>();
        using var all = new CancellationTokenSource();
        var host = new LocustTaskHost(new LocustTask("spin", 1, user =>
        {
            lock (seen)
            {
                if (seen.Add(user.Id) && seen.Count == 50)
                {
                    all.CancelAfter(TimeSpan.Zero);
                }
            }

            return ValueTask.CompletedTask;
        }));

        // Too short for the thread pool to make a thread for each user.
        await LocustLocalRun.RunAsync(
            host,
            new LocustLocalOptions { Users = 50, SpawnRate = 1000, RunTime = TimeSpan.FromSeconds(8) },
            all.Token);
        Assert.Equal(50, seen.Count);
    }

    [Fact]
    public void WaitsAreAsLongAsTheySay()
    {
        var random = new Random(1);
        TimeSpan second = TimeSpan.FromSeconds(1);
        Assert.Equal(second, LocustWait.Constant(second).Next(second, random));
        Assert.Equal(TimeSpan.FromSeconds(0.75), LocustWait.Pacing(second).Next(TimeSpan.FromSeconds(0.25), random));
        Assert.Equal(TimeSpan.Zero, LocustWait.Pacing(second).Next(second * 2, random));
        Assert.Equal(TimeSpan.FromSeconds(0.25), LocustWait.Throughput(4).Next(TimeSpan.Zero, random));
        for (int i = 0; i < 100; i++)
        {
            Assert.InRange(LocustWait.Between(second, second * 2).Next(second, random), second, second * 2);
        }
    }

    // The system's clock, but for what it leaps ahead.
    private sealed class LeapingClock : TimeProvider
    {
        private long _ahead;

        public void Leap(TimeSpan time) => Volatile.Write(ref _ahead, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _ahead);
    }

    private sealed class BrokenWait : LocustWait
    {
        public override TimeSpan Next(TimeSpan taskTime, Random random) =>
            throw new InvalidOperationException("no wait");
    }

    [Theory]
    [InlineData(0, "-1", true, false)]
    [InlineData(100, null, true, true)]
    [InlineData(0, "10", true, true)]
    [InlineData(100, "10/1m", true, true)]
    [InlineData(100, "10/500ms", true, true)]
    [InlineData(100, "x", false, false)]
    [InlineData(100, "10/", false, false)]
    [InlineData(100, "10/1y", false, false)]
    public void BoomersOptionsAreRead(long maxRps, string? increase, bool valid, bool limits)
    {
        Assert.Equal(valid, LocustRateLimiter.TryParse(maxRps, increase, out LocustRateLimiter? limiter));
        Assert.Equal(limits, limiter is not null);
        limiter?.Dispose();
    }
}
