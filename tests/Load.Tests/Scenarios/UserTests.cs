using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Results;

namespace Load.Tests.Scenarios;

/// <summary>Users that are methods of a program, in virtual time.</summary>
public sealed class UserTests
{
    [Fact]
    public void A_user_sends_waits_and_begins_again()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        List<(int User, int Iteration, double Ms)> seen = [];

        ResultDocument result = Run(target, async user =>
        {
            LoadResponse item = await user.GetAsync("/items/7?x=1");
            seen.Add((user.Id, user.Iteration, item.Elapsed.TotalMilliseconds));
            await user.ThinkAsync(TimeSpan.FromMilliseconds(80));
            await user.PostAsync("/cart");
        });

        // 10 ms, 80 ms of thought, 10 ms; the last iteration is under way when the time is up.
        Assert.Equal(
            Enumerable.Range(0, 10).SelectMany(number => new[] { number * 100.0, (number * 100) + 90 }),
            target.Arrivals.Select(item => Math.Round(item.Ms, 3)));
        Assert.Equal(Enumerable.Range(1, 10).Select(number => (1, number, 10.0)), seen);
        Assert.Equal(
            ["GET /items/7?x=1", "POST /cart"], target.Arrivals.Take(2).Select(item => $"{item.Method} {item.Target}"));
        Assert.Equal((9, 0, 1), Iterations(result));
        Assert.Equal(100, result.Iterations!.Duration!.Max!.Value / 1000.0, 0.1);
        Assert.Equal(
            [("GET", "/items/7", 10), ("POST", "/cart", 9)],
            result.Groups!.Select(row => (row.Method!, row.Name, (int)row.Requests.Completed!)));
        Assert.Equal(1, target.Accepted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_ten_users_that_start_nine_are_of_the_kind_with_nine_in_ten(int lanes)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };
        LoadOptions options = VirtualRun.Options with
        {
            Connections = 10,
            Threads = lanes,
            Users =
            [
                new LoadUserKind { Name = "browse", Weight = 9, Run = async user => await user.GetAsync("/browse") },
                new LoadUserKind { Name = "buy", Run = async user => await user.GetAsync("/buy") },
            ],
        };

        Run(target, null, options);

        Assert.Equal((9, 1), (
            target.Arrivals.Count(item => item.Target == "/browse"),
            target.Arrivals.Count(item => item.Target == "/buy")));
    }

    [Fact]
    public void That_no_answer_was_good_is_said_once()
    {
        int count = 0;
        VirtualTarget target = new()
        {
            Answer = _ => new VirtualTarget.Reply { Status = ++count % 2 == 0 ? 404 : 500 },
        };
        ResultDocument result = Run(
            target,
            async user => await user.GetAsync("/a"),
            VirtualRun.Options with { RequestCount = 9, Duration = null });

        Assert.Equal(2, result.Warnings.Count(line => line.Contains("status ", StringComparison.Ordinal)));
        Assert.Single(result.Warnings, line => line.Contains("no answer had a 2xx status", StringComparison.Ordinal));
    }

    [Fact]
    public void A_result_that_is_not_awaited_says_to_await_it()
    {
        ResultDocument result = Run(
            new VirtualTarget(),
#pragma warning disable CA2012 // That is what is tested.
            static user => new ValueTask(Task.FromResult(user.GetAsync("/a").Result)),
#pragma warning restore CA2012
            VirtualRun.Options with { RequestCount = 1, Duration = null });

        Assert.Contains("await it, and leave .Result out", result.Errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_ends_its_user_and_the_run_goes_on()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        ResultDocument result = Run(target, async user =>
        {
            await user.GetAsync("/a");
            if (user.Iteration % 3 == 0)
            {
                throw new InvalidOperationException("no token");
            }

            await user.GetAsync("/b");
        }, VirtualRun.Options with { Duration = TimeSpan.FromMilliseconds(1_005) });

        // Two whole iterations of 20 ms, and one of 10 ms.
        Assert.Equal((40, 20, 1), Iterations(result));
        ErrorFigures error = Assert.Single(result.Errors!, item => item.Kind == "script");
        Assert.Equal(20, error.Count);
        Assert.StartsWith(
            "InvalidOperationException: no token (at Load.Tests", error.Message, StringComparison.Ordinal);
        Assert.Equal(100, result.Requests.Completed);
        Assert.Equal(1, target.Accepted);
    }

    [Fact]
    public void Exceptions_of_one_place_are_one_kind_whatever_they_say()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        ResultDocument result = Run(target, async user =>
        {
            await user.GetAsync("/a");
            throw new InvalidOperationException($"row {user.Iteration}");
        });

        ErrorFigures error = Assert.Single(result.Errors!, item => item.Kind == "script");
        Assert.Equal(result.Iterations!.Failed, error.Count);
        Assert.StartsWith("InvalidOperationException: row 1 (at ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_that_asks_for_nothing_does_not_keep_the_loop()
    {
        VirtualTarget target = new();

        ResultDocument done = Run(target, static _ => default);
        ResultDocument failed = Run(target, static _ => throw new NotSupportedException("not yet"));

        // It rests for 100 ms after each.
        Assert.Equal((10, 0, 0), Iterations(done));
        Assert.Equal((0, 10, 0), Iterations(failed));
    }

    [Fact]
    public void What_is_awaited_at_the_end_is_cancelled_and_what_comes_after_never_completes()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { IsSilence = true } };
        List<string> log = [];

        ResultDocument result = Run(target, async user =>
        {
            try
            {
                log.Add("begins");
                await user.GetAsync("/a");
            }
            catch (OperationCanceledException)
            {
                log.Add("cancelled");
                await user.GetAsync("/b");
                log.Add("never");
            }
        });

        Assert.Equal(["begins", "cancelled"], log);
        Assert.Equal((0, 0, 1), Iterations(result));
        Assert.Equal(1, result.Requests.InFlightAtEnd);
    }

    [Fact]
    public void A_request_that_gets_no_answer_returns_and_says_why()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target == "/breaks"
                ? new VirtualTarget.Reply { Breaks = true }
                : new VirtualTarget.Reply { IsSilence = true },
        };
        List<(HttpError Error, int Status, double Ms, int Headers, int Body)> seen = [];

        ResultDocument result = Run(target, async user =>
        {
            LoadCallOptions patient = new() { Timeout = TimeSpan.FromMilliseconds(150) };
            foreach (string path in (string[])["/breaks", "/waits"])
            {
                LoadResponse none = await user.GetAsync(path, patient);
                seen.Add((none.Error, none.StatusCode, none.Elapsed.TotalMilliseconds, none.Headers.Count,
                    none.Body.Length));
            }

            await user.ThinkAsync(TimeSpan.FromHours(1));
        });

        Assert.Equal((HttpError.ConnectionClosed, 0, 0.0, 0, 0), seen[0]);
        Assert.Equal(HttpError.RequestTimeout, seen[1].Error);

        // Looked at every 10 ms.
        Assert.InRange(seen[1].Ms, 150, 161);
        Assert.Equal(2, result.Requests.Failed);
    }

    // With a number of requests alone, too, where the engine looks for what is too old by itself.
    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void A_request_may_take_longer_than_those_of_the_test(double? minutes)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 5000 } };
        LoadCallOptions patient = new() { Timeout = TimeSpan.FromSeconds(10) };

        ResultDocument result = Run(
            target,
            async user => await user.GetAsync("/slow", patient),
            VirtualRun.Options with
            {
                Duration = minutes is { } time ? TimeSpan.FromMinutes(time) : null,
                RequestCount = 2,
            });

        Assert.Equal((2, 0), (result.Requests.Completed, result.Requests.Failed));
        Assert.Equal(10, result.DurationS, 0.01);
    }

    [Fact]
    public void A_user_whose_server_is_gone_goes_on()
    {
        VirtualTarget target = new() { Refuses = static number => number is >= 1 and < 4 };
        List<HttpError> seen = [];

        Run(target, async user =>
        {
            LoadResponse answer = await user.GetAsync("/a", new LoadCallOptions
            {
                Headers = [new("Connection", "close")],
            });
            seen.Add(answer.Error);
            await user.ThinkAsync(TimeSpan.FromMilliseconds(100));
        });

        Assert.Contains(HttpError.None, seen);
        Assert.Equal(HttpError.None, seen[^1]);
    }

    [Fact]
    public void Think_times_and_numbers_are_the_same_for_the_same_seed()
    {
        string[] first = Draw(seed: 7);

        Assert.Equal(first, Draw(seed: 7));
        Assert.NotEqual(first, Draw(seed: 8));
        Assert.Equal(first.Length, first.Distinct().Count());

        static string[] Draw(int seed)
        {
            List<string> drawn = [];
            VirtualTarget target = new();
            Run(
                target,
                async user =>
                {
                    await user.ThinkAsync(new TimeRange(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)));
                    LoadResponse answer = await user.GetAsync($"/{user.Random.Next()}");
                    drawn.Add($"{user.Id} {user.Iteration} {target.Arrivals[^1].Ms:0} {target.Arrivals[^1].Target}");
                },
                VirtualRun.Options with { Seed = seed, Connections = 3 });
            return [.. drawn];
        }
    }

    [Fact]
    public void Kinds_of_users_take_turns_by_weight()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        LoadOptions options = VirtualRun.Options with
        {
            Users =
            [
                new LoadUserKind { Name = "browse", Weight = 3, Run = async user => await user.GetAsync("/list") },
                new LoadUserKind { Name = "buy", Run = async user => await user.PostAsync("/cart") },
            ],
        };

        ResultDocument result = Run(target, null, options);

        Assert.Equal(
            [("browse", 74L), ("buy", 25L)],
            result.Iterations!.Users!.Select(kind => (kind.Name!, kind.Completed)));
        Assert.Equal(3, target.Arrivals.Take(4).Count(item => item.Method == "GET"));
    }

    [Fact]
    public void Two_things_at_a_time_are_refused()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        ResultDocument result = Run(target, static async user =>
        {
            ValueTask<LoadResponse> first = user.GetAsync("/a");
            await user.GetAsync("/b");
            await first;
        });

        ErrorFigures error = Assert.Single(result.Errors!, item => item.Kind == "script");
        Assert.StartsWith(
            "InvalidOperationException: A user does one thing at a time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_that_ends_before_its_request_does_has_failed()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        ResultDocument result = Run(target, static user =>
        {
            _ = user.GetAsync("/a");
            return default;
        });

        Assert.Equal(0, result.Iterations!.Completed);
        ErrorFigures error = Assert.Single(result.Errors!, item => item.Kind == "script");
        Assert.StartsWith("InvalidOperationException: The user ended while", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_is_not_read_after_the_next_request()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };

        ResultDocument result = Run(target, static async user =>
        {
            LoadResponse first = await user.GetAsync("/a");
            await user.GetAsync("/b");
            _ = first.StatusCode;
        });

        ErrorFigures error = Assert.Single(result.Errors!, item => item.Kind == "script");
        Assert.StartsWith("InvalidOperationException: This response was read", error.Message, StringComparison.Ordinal);
    }

    internal static ResultDocument Run(
        VirtualTarget target, Func<LoadUser, ValueTask>? user, LoadOptions? options = null)
    {
        using VirtualRun run = VirtualRun.OfUsers((options ?? VirtualRun.Options) with { User = user }, target);
        return run.ToDocument();
    }

    internal static (long Completed, long Failed, long Interrupted) Iterations(ResultDocument result) =>
        (result.Iterations!.Completed, result.Iterations.Failed!.Value, result.Iterations.Interrupted!.Value);
}
