using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Results;

namespace Load.Tests.Scenarios;

/// <summary>Several requests at once, by users that are methods of a program.</summary>
public sealed class UserBatchTests
{
    [Fact]
    public void A_batch_goes_out_whole_and_each_answer_has_its_own_row_and_time()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply
            {
                DelayMs = 10 * (item.Number + 1),
                Status = item.Method == "POST" ? 201 : 200,
                Fields = $"X-Path: {item.Target}\r\n",
                Body = item.Method == "HEAD" ? "" : item.Target,
            },
        };
        List<(int Status, string Text, string? Field, double Ms)> seen = [];

        ResultDocument result = Run(target, async user =>
        {
            using LoadGroup group = user.Group("page");
            LoadResponses parts = await user.BatchAsync(
                LoadCall.Get("/site.css"),
                LoadCall.Get("/items/7", new LoadCallOptions { Name = "/items/:id" }),
                new LoadCall("HEAD", "/head"),
                LoadCall.Post("/cart", LoadBody.Form(("id", "7"))));
            Assert.Equal(4, parts.Count);
            foreach (LoadResponse part in parts)
            {
                string? field = part.Headers.TryGet("X-Path", out string? value) ? value : null;
                seen.Add((part.StatusCode, part.GetBodyAsString(), field, part.Elapsed.TotalMilliseconds));
            }

            user.Check("made", parts[3].StatusCode == 201, parts[3]);
            user.Check("cheap", condition: false, parts[1]);
        });

        Assert.Equal([0.0, 0.0, 0.0, 0.0], target.Arrivals.Take(4).Select(item => item.Ms));
        Assert.Equal(
            ["GET /site.css", "GET /items/7", "HEAD /head", "POST /cart"],
            target.Arrivals.Take(4).Select(item => $"{item.Method} {item.Target}"));
        Assert.Equal("id=7", target.Arrivals[3].Body);
        Assert.Equal(
            [
                (200, "/site.css", "/site.css", 10.0), (200, "/items/7", "/items/7", 20.0), (200, "", "/head", 30.0),
                (201, "/cart", "/cart", 40.0),
            ],
            seen.Take(4));
        Assert.Equal(1, target.Accepted);
        Assert.Equal(
            ["/site.css", "/items/:id", "/head", "/cart"],
            result.Groups!.Select(row => row.Name.Replace("page: ", "", StringComparison.Ordinal)));
        Assert.All(result.Groups!, row => Assert.StartsWith("page: ", row.Name, StringComparison.Ordinal));
        CheckFigures check = Assert.Single(result.Checks!, item => item.Name == "cheap");
        Assert.Equal("GET /items/7: 200 with 8 bytes: /items/7", check.Sample);
    }

    [Fact]
    public void Redirects_of_a_batch_are_followed_when_all_are_answered()
    {
        VirtualTarget target = new()
        {
            // The three of the batch are answered after 1, 2 and 3 ms, what follows after 10.
            Answer = static item => (item.Target switch
            {
                "/older" => new VirtualTarget.Reply { Status = 302, Fields = "Location: /old\r\n" },
                "/old" => new VirtualTarget.Reply { Status = 302, Fields = "Location: /new\r\n" },
                _ => new VirtualTarget.Reply { Body = item.Target },
            }) with
            {
                DelayMs = item.Number % 6 < 3 ? (item.Number % 6) + 1 : 10,
            },
        };
        List<(string Text, double Ms)> seen = [];

        Run(
            target,
            async user =>
            {
                LoadResponses parts = await user.BatchAsync(
                    LoadCall.Get("/older"), LoadCall.Get("/plain"), LoadCall.Get("/old"));
                seen.AddRange([.. Texts(parts)]);
            },
            VirtualRun.Options with { MaxRedirects = 5 });

        Assert.Equal(
            ["/older", "/plain", "/old", "/old", "/new", "/new"], target.Arrivals.Take(6).Select(item => item.Target));
        Assert.Equal([0.0, 0.0, 0.0, 3.0, 13.0, 23.0], target.Arrivals.Take(6).Select(item => Math.Round(item.Ms)));
        Assert.Equal([("/new", 21.0), ("/plain", 2.0), ("/new", 13.0)], seen.Take(3));
    }

    [Fact]
    public void A_redirect_that_is_not_followed_stands()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { Status = 302, Fields = "Location: /more\r\n" },
        };
        List<int> seen = [];

        Run(
            target,
            async user =>
            {
                LoadResponses parts = await user.BatchAsync(
                    LoadCall.Get("/a", new LoadCallOptions { MaxRedirects = 0 }),
                    LoadCall.Get("/b", new LoadCallOptions { MaxRedirects = 2 }));
                seen.AddRange([parts[0].StatusCode, parts[1].StatusCode]);
                await user.ThinkAsync(TimeSpan.FromHours(1));
            });

        Assert.Equal([302, 302], seen);
        Assert.Equal(["/a", "/b", "/more", "/more"], target.Arrivals.Select(item => item.Target));
    }

    [Fact]
    public void What_is_not_answered_has_failed_and_the_rest_stands()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target == "/breaks"
                ? new VirtualTarget.Reply { Breaks = true }
                : new VirtualTarget.Reply { Body = item.Target },
        };
        List<(HttpError Error, int Status)> seen = [];

        ResultDocument result = Run(target, async user =>
        {
            LoadResponses parts = await user.BatchAsync(
                LoadCall.Get("/a"), LoadCall.Get("/breaks"), LoadCall.Get("/b"));
            seen.AddRange([.. Enumerable.Range(0, 3).Select(index => (parts[index].Error, parts[index].StatusCode))]);
            await user.ThinkAsync(TimeSpan.FromHours(1));
        });

        Assert.Equal([(HttpError.None, 200), (HttpError.ConnectionClosed, 0), (HttpError.ConnectionClosed, 0)], seen);
        Assert.Equal((1, 2), (result.Requests.Completed, result.Requests.Failed));
    }

    [Fact]
    public void The_limit_of_one_ends_it_and_those_after_it()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = item.Target == "/slow" ? 500 : 10 },
        };
        List<(HttpError Error, double Ms)> seen = [];

        Run(target, async user =>
        {
            LoadResponses parts = await user.BatchAsync(
                LoadCall.Get("/quick"),
                LoadCall.Get("/slow", new LoadCallOptions { Timeout = TimeSpan.FromMilliseconds(100) }),
                LoadCall.Get("/slow", new LoadCallOptions { Timeout = TimeSpan.FromMilliseconds(300) }));
            seen.AddRange([
                .. Enumerable.Range(0, 3).Select(index => (parts[index].Error, parts[index].Elapsed.TotalMilliseconds)),
            ]);
            await user.ThinkAsync(TimeSpan.FromHours(1));
        });

        Assert.Equal(
            [HttpError.None, HttpError.RequestTimeout, HttpError.RequestTimeout], seen.Select(item => item.Error));

        // Looked at every 10 ms.
        Assert.Equal(100, seen[1].Ms);
        Assert.Equal(seen[1].Ms, seen[2].Ms);
    }

    [Fact]
    public void What_a_closed_connection_leaves_goes_out_on_the_next()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Number == 1
                ? new VirtualTarget.Reply { Fields = "Connection: close\r\n", ClosesAfterMs = 0, Body = item.Target }
                : new VirtualTarget.Reply { Body = item.Target },
        };
        List<string> seen = [];

        Run(target, async user =>
        {
            LoadResponses parts = await user.BatchAsync(
                LoadCall.Get("/1"), LoadCall.Get("/2"), LoadCall.Get("/3"));
            seen.AddRange([.. Texts(parts).Select(item => item.Text)]);
            await user.ThinkAsync(TimeSpan.FromHours(1));
        });

        Assert.Equal(["/1", "/2", "/3"], seen);
        Assert.Equal(2, target.Accepted);
    }

    [Fact]
    public void Batches_and_single_requests_follow_each_other()
    {
        VirtualTarget target = new() { Answer = static item => new VirtualTarget.Reply { Body = item.Target } };
        List<string> seen = [];

        Run(target, async user =>
        {
            LoadCall[] calls = [.. Enumerable.Range(1, 12).Select(number => LoadCall.Get($"/{number}"))];
            seen.AddRange([.. Texts(await user.BatchAsync(calls)).Select(item => item.Text)]);
            seen.Add((await user.GetAsync("/alone")).GetBodyAsString());
            seen.AddRange([.. Texts(await user.BatchAsync(calls.AsSpan(0, 2))).Select(item => item.Text)]);
            seen.Add($"{(await user.BatchAsync()).Count}");
            await user.ThinkAsync(TimeSpan.FromHours(1));
        });

        Assert.Equal(
            [.. Enumerable.Range(1, 12).Select(number => $"/{number}"), "/alone", "/1", "/2", "0"], seen);
    }

    [Fact]
    public void A_batch_with_a_call_that_cannot_be_sent_sends_none()
    {
        VirtualTarget target = new();
        List<string> seen = [];

        Run(target, async user =>
        {
            try
            {
                await user.BatchAsync(LoadCall.Get("/a"), LoadCall.Get("no path"));
            }
            catch (ArgumentException refusal)
            {
                seen.Add(refusal.Message);
            }

            seen.Add((await user.GetAsync("/b")).GetBodyAsString());
            await user.ThinkAsync(TimeSpan.FromHours(1));
        });

        Assert.Equal(2, seen.Count);
        Assert.StartsWith("'no path' is neither a path", seen[0], StringComparison.Ordinal);
        Assert.Equal("ok", seen[1]);
        Assert.Equal("/b", Assert.Single(target.Arrivals).Target);
    }

    [Fact]
    public void An_answer_of_a_batch_is_not_read_after_the_next_request_nor_beyond_the_last()
    {
        VirtualTarget target = new();
        List<Type> seen = [];

        Run(target, async user =>
        {
            LoadResponses parts = await user.BatchAsync(LoadCall.Get("/a"));
            seen.Add(Assert.ThrowsAny<ArgumentException>(() => parts[1]).GetType());
            await user.GetAsync("/b");
            seen.Add(Assert.Throws<InvalidOperationException>(() => parts[0].StatusCode).GetType());
            await user.ThinkAsync(TimeSpan.FromHours(1));
        });

        Assert.Equal([typeof(ArgumentOutOfRangeException), typeof(InvalidOperationException)], seen);
    }

    private static IEnumerable<(string Text, double Ms)> Texts(LoadResponses parts)
    {
        for (int index = 0; index < parts.Count; index++)
        {
            yield return (parts[index].GetBodyAsString(), Math.Round(parts[index].Elapsed.TotalMilliseconds));
        }
    }

    private static ResultDocument Run(
        VirtualTarget target, Func<LoadUser, ValueTask> user, LoadOptions? options = null) =>
        UserTests.Run(target, user, options ?? VirtualRun.Options);
}
