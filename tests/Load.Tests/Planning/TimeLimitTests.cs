using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Recording;

namespace Load.Tests.Planning;

/// <summary>Times that are no limit, and those that are too long.</summary>
public sealed class TimeLimitTests
{
    private static readonly LoadOptions s_options = VirtualRun.Options with { Duration = TimeSpan.FromMinutes(1) };

    public static TheoryData<TimeSpan> None => [TimeSpan.MaxValue, Timeout.InfiniteTimeSpan];

    [Theory]
    [MemberData(nameof(None))]
    public void A_run_without_a_limit_goes_on(TimeSpan none)
    {
        using VirtualRun run = Run(s_options with { Duration = none }, new VirtualTarget { Answer = After(1000) });

        run.Advance(TimeSpan.FromSeconds(20.5));

        Assert.False(run.IsEnded);
        Assert.False(run.Planned.HasTimeLimit);
        Assert.Equal(20, run.Engine.Measured.Completed);
    }

    [Theory]
    [MemberData(nameof(None))]
    public void A_drain_without_a_limit_awaits_every_answer(TimeSpan none)
    {
        using VirtualRun run = Run(
            s_options with { Duration = TimeSpan.FromSeconds(1), Drain = none, Timeout = none },
            new VirtualTarget { Answer = After(30_000) });

        run.Advance(TimeSpan.FromSeconds(29.5));
        Assert.False(run.IsEnded);
        run.Advance(TimeSpan.FromSeconds(1));

        Assert.True(run.IsEnded);
        Assert.Equal((1, 0), Counts(run));
    }

    // With a number of requests alone, too, where what is too old is looked for.
    [Theory]
    [MemberData(nameof(None))]
    public void No_answer_is_late_where_there_is_no_limit(TimeSpan none)
    {
        LoadOptions options = s_options with
        {
            Timeout = none,
            ConnectTimeout = none,
            RequestCount = 5,
            Requests = [new LoadRequest { Target = "/a" }],
        };
        foreach (TimeSpan? duration in (TimeSpan?[])[options.Duration, null])
        {
            using VirtualRun run = Run(
                options with { Duration = duration }, new VirtualTarget { Answer = After(5000) });

            RunSnapshot seen = run.ToEnd();

            Assert.Equal((5, 0, 0), (seen.Completed, seen.Failed, seen.TimedOut));
            Assert.Equal(0, Assert.Single(seen.Entries).Failed);
        }
    }

    [Theory]
    [MemberData(nameof(None))]
    public void A_user_waits_as_long_as_it_takes(TimeSpan none)
    {
        VirtualTarget target = new() { Answer = After(5000) };
        List<HttpError> errors = [];
        using VirtualRun run = VirtualRun.OfUsers(
            s_options with
            {
                Timeout = none,
                User = async user =>
                {
                    errors.Add((await user.GetAsync("/a")).Error);
                    errors.Add((await user.GetAsync("/b", new LoadCallOptions { Timeout = none })).Error);
                    foreach (LoadResponse response in await user.BatchAsync(
                        LoadCall.Get("/c"), LoadCall.Get("/d", new LoadCallOptions { Timeout = none })))
                    {
                        errors.Add(response.Error);
                    }

                    await user.ThinkAsync(none);
                },
            },
            target);

        run.ToEnd();

        Assert.Equal(["/a", "/b", "/c", "/d"], target.Arrivals.Select(item => item.Target));
        Assert.Equal(Enumerable.Repeat(HttpError.None, 4), errors);
    }

    [Fact]
    public void A_pause_may_be_longer_than_an_int_of_microseconds()
    {
        VirtualTarget target = new();
        using VirtualRun run = Run(
            s_options with { Duration = TimeSpan.FromHours(1), ThinkTime = TimeSpan.FromMinutes(36) }, target);

        run.Stall(TimeSpan.FromMinutes(36));

        Assert.Equal([36 * 60_000.0], target.Arrivals.Select(item => item.Ms));
    }

    [Fact]
    public void What_takes_time_ends_and_no_limit_is_negative()
    {
        TimeSpan none = Timeout.InfiniteTimeSpan;
        TimeSpan max = TimeSpan.MaxValue;
        TimeSpan below = TimeSpan.FromMilliseconds(-2);
        (LoadOptions Options, string Message)[] cases =
        [
            (s_options with { Duration = below }, "Duration: it ends before it begins"),
            (s_options with { Duration = TimeSpan.Zero }, "Duration: it ends before it begins"),
            (s_options with { Timeout = below }, "Timeout: it cannot be negative"),
            (s_options with { ConnectTimeout = below }, "ConnectTimeout: it cannot be negative"),
            (s_options with { Drain = below }, "Drain: it cannot be negative"),
            (s_options with { WaitFor = below }, "WaitFor: it cannot be negative"),
            (s_options with { Warmup = none }, "Warmup: it cannot be negative"),
            (s_options with { Warmup = max }, "Warmup: it takes longer than a century"),
            (s_options with { Stages = [new(max, 1), new(max, 1)] }, "Stages: they take longer than a century"),
            (s_options with { ThinkTime = max }, "ThinkTime: it takes longer than a century"),
            (
                s_options with { Duration = none, Rate = 1, RateAtEnd = 2 },
                "RateAtEnd needs to know how long the ramp takes; add Duration"),
        ];

        Assert.All(cases, item => Assert.Equal(
            item.Message, Assert.Throws<LoadException>(() => PlanBuilder.Build(item.Options)).Message));
    }

    private static Func<VirtualTarget.Arrival, VirtualTarget.Reply> After(int ms) =>
        _ => new VirtualTarget.Reply { DelayMs = ms };

    private static VirtualRun Run(LoadOptions options, VirtualTarget target) => new(
        PlanBuilder.Build(options) with { Addresses = [new IPEndPoint(IPAddress.Loopback, 80)] }, target);

    private static (long Completed, long Failed) Counts(VirtualRun run)
    {
        RunSnapshot seen = run.Engine.End();
        return (seen.Completed, seen.Failed);
    }
}
