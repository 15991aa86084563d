using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.RateLimiting;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.Tasks;

// The limit on the rate of all tasks together, in a time that the tests set.
public sealed class RateLimiterTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(100, 10)]
    [InlineData(50, 20)]
    [InlineData(7, 1)]
    [InlineData(1_000, 1)]
    [InlineData(25_000, 1)]
    public void U6_A_limit_is_spread_over_each_second(long limit, int stepMs)
    {
        HandClock clock = new();
        using LocustRateLimiter limiter = LocustRateLimiter.Stable(limit, s_second, clock);
        limiter.Start();
        List<int> taken = [TakeAll(limiter)];
        for (int ms = stepMs; ms <= 3_000; ms += stepMs)
        {
            clock.Advance(TimeSpan.FromMilliseconds(stepMs));
            taken.Add(TakeAll(limiter));
        }

        // The first one is due at once, the others each at its time.
        Assert.Equal(1, taken[0]);
        Assert.Equal((3 * limit) + 1, taken.Sum());
        Assert.All(taken, count => Assert.True(count <= Math.Ceiling(limit * stepMs / 1_000.0), $"{count} at once"));
    }

    [Fact]
    public async Task U6_Tasks_that_wait_have_their_turns_in_order()
    {
        HandClock clock = new();
        using LocustRateLimiter limiter = LocustRateLimiter.Stable(10, s_second, clock);
        limiter.Start();
        Assert.True(await limiter.AcquireAsync(CancellationToken.None));
        using CancellationTokenSource gone = new();
        Task<bool> first = limiter.AcquireAsync(CancellationToken.None).AsTask();
        Task<bool> leaver = limiter.AcquireAsync(gone.Token).AsTask();
        Task<bool> last = limiter.AcquireAsync(CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(first.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await first);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver);
        Assert.False(last.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.True(await last);

        // The end of a test asks those that wait to look for themselves.
        Task<bool> left = limiter.AcquireAsync(CancellationToken.None).AsTask();
        limiter.Stop();
        Assert.False(await left);
    }

    [Fact]
    public void U6_After_a_pause_a_tenth_of_a_second_is_caught_up()
    {
        HandClock clock = new();
        using LocustRateLimiter limiter = LocustRateLimiter.Stable(100, s_second, clock);
        limiter.Start();
        Assert.Equal(1, TakeAll(limiter));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(10, TakeAll(limiter));
        clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(1, TakeAll(limiter));
    }

    [Fact]
    public void U6_A_ramp_grows_step_by_step()
    {
        HandClock clock = new();
        using LocustRateLimiter limiter = LocustRateLimiter.RampUp(50, 10, s_second, clock);
        limiter.Start();
        int[] seconds = new int[4];
        seconds[0] = TakeAll(limiter) - 1;
        for (int ms = 1; ms <= 4_000; ms++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(1));
            seconds[(ms - 1) / 1_000] += TakeAll(limiter);
        }

        Assert.Equal([10, 20, 30, 40], seconds);
    }

    [Fact]
    public void U6_A_test_that_begins_anew_owes_nothing()
    {
        HandClock clock = new();
        using LocustRateLimiter limiter = LocustRateLimiter.Stable(10, s_second, clock);
        limiter.Start();
        clock.Advance(s_second);
        limiter.Stop();
        clock.Advance(TimeSpan.FromHours(1));
        limiter.Start();
        Assert.Equal(1, TakeAll(limiter));
        clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, TakeAll(limiter));
    }

    private static int TakeAll(LocustRateLimiter limiter)
    {
        int count = 0;
        while (limiter.TryAcquire())
        {
            count++;
        }

        return count;
    }
}
