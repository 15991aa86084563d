using System;
using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Results;

namespace Load.Tests.Scenarios;

/// <summary>Rows that users share.</summary>
public sealed class FeedTests
{
    private static readonly LoadOptions s_options = VirtualRun.Options with { Connections = 2, Seed = 7 };

    private static readonly string[] s_rows = ["ann", "bob", "eve"];

    [Fact]
    public void Users_take_the_next_row_and_begin_anew_after_the_last()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        LoadFeed<string> names = new("names", s_rows);

        UserTests.Run(target, async user => await user.GetAsync($"/{names.Next()}"), s_options);

        Assert.Equal(
            ["/ann", "/bob", "/eve", "/ann", "/bob", "/eve"], target.Arrivals.Take(6).Select(item => item.Target));
    }

    [Fact]
    public void A_row_is_given_out_once_and_the_test_ends_when_all_are_used()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        LoadFeed<string> names = new("accounts.csv", s_rows);

        ResultDocument result = UserTests.Run(
            target,
            async user => await user.GetAsync($"/{names.NextUnique()}"),
            s_options with { Duration = TimeSpan.FromMinutes(1) });

        Assert.Equal(["/ann", "/bob", "/eve"], target.Arrivals.Select(item => item.Target));
        Assert.Equal((3, 0, 0), (
            result.Iterations!.Completed, result.Iterations.Failed!.Value, result.Iterations.Interrupted!.Value));
        Assert.Contains(
            result.Warnings!, text => text.Contains("all 3 rows of accounts.csv are used", StringComparison.Ordinal));
        Assert.Empty(result.Errors ?? []);
    }

    [Fact]
    public void Rows_that_a_warm_up_uses_are_told()
    {
        LoadFeed<string> names = new("accounts.csv", s_rows);

        ResultDocument result = UserTests.Run(
            new VirtualTarget(),
            async user => await user.GetAsync($"/{names.NextUnique()}"),
            s_options with { Warmup = TimeSpan.FromSeconds(10) });

        Assert.Equal(0, result.Requests.Sent);
        Assert.Contains(
            result.Warnings!,
            text => text.EndsWith("before anything was measured: a warm-up uses rows too", StringComparison.Ordinal));
    }

    [Fact]
    public void A_user_that_looks_whether_there_is_a_row_goes_on_without()
    {
        LoadFeed<string> names = new("names", s_rows);
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        ResultDocument result = UserTests.Run(
            target,
            async user => await user.GetAsync(names.TryNextUnique(out string? name) ? $"/{name}" : "/guest"),
            s_options);

        Assert.Equal(
            ["/ann", "/bob", "/eve", "/guest", "/guest"], target.Arrivals.Take(5).Select(item => item.Target));
        Assert.DoesNotContain(
            result.Warnings ?? [], text => text.Contains("are used", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_rows_are_the_same_for_the_same_seed()
    {
        string[] first = Draw(7);

        Assert.Equal(first, Draw(7));
        Assert.NotEqual(first, Draw(8));
        Assert.Equal(s_rows, first.Distinct().Order());

        static string[] Draw(int seed)
        {
            LoadFeed<string> names = new("names", s_rows);
            VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
            UserTests.Run(
                target,
                async user => await user.GetAsync($"/{names.NextRandom(user)}"),
                s_options with { Seed = seed });
            return [.. target.Arrivals.Select(item => item.Target[1..])];
        }
    }

    [Fact]
    public void A_feed_has_rows()
    {
        LoadFeed<int> numbers = new("numbers", [1, 2, 3]);

        Assert.Equal((3, 2), (numbers.Count, numbers[1]));
        Assert.Throws<ArgumentException>(() => new LoadFeed<int>("none", []));
        Assert.Throws<ArgumentNullException>(() => new LoadFeed<int>("none", null!));
        Assert.ThrowsAny<ArgumentException>(() => new LoadFeed<int>("", [1]));
    }
}
