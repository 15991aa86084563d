using System;
using System.Buffers;
using System.Linq;
using FastHttp.Load;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Load.Tests.Sources;

/// <summary>What is sent: redirects, cookies, lists, data, and what is expected of answers.</summary>
public sealed class SourceTests
{
    [Fact]
    public void A_redirect_is_followed_before_the_next_request()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target == "/"
                ? new VirtualTarget.Reply { Status = 302, Fields = "Location: /b\r\n", DelayMs = 1 }
                : new VirtualTarget.Reply { DelayMs = 1 },
        };

        VirtualRun.Of(VirtualRun.Plan(seconds: 1) with { MaxRedirects = 1 }, target);

        Assert.All(
            target.Arrivals.Index(), item => Assert.Equal(item.Index % 2 == 0 ? "/" : "/b", item.Item.Target));
        Assert.Equal(1000, (double)target.Arrivals.Count, 1.0);
    }

    [Theory]
    [InlineData(-50_000_000, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(10_000, 2)]
    [InlineData(10_001, 3)]
    public void A_pause_of_a_programs_source_is_no_shorter_than_it_says(long ticks, double everyMs)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        Pausing source = new(TimeSpan.FromTicks(ticks));

        VirtualRun.Of(VirtualRun.Plan(seconds: 1), target, (_, users) => new OwnSource(source, users));

        // What is due as the run ends may come or not.
        Assert.Equal(1000 / everyMs, target.Arrivals.Count, 1.0);
        Assert.All(
            target.Arrivals.Index(),
            item => Assert.Equal(item.Index * everyMs, item.Item.Ms - target.Arrivals[0].Ms, 0.001));
    }

    [Fact]
    public void A_cookie_comes_back_from_its_connection_alone()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply
            {
                DelayMs = 10,
                Fields = item.Number == 0 ? $"Set-Cookie: id={item.Connection}\r\n" : "",
            },
        };

        VirtualRun.Of(VirtualRun.Plan(connections: 3, seconds: 1) with { KeepsCookies = true }, target);

        Assert.All(target.Arrivals, item => Assert.Equal(
            "GET / HTTP/1.1\r\nHost: target" + (item.Number == 0 ? "" : $"\r\nCookie: id={item.Connection}"),
            item.Head));
    }

    // 14 bytes of a cookie beside a request that leaves as much room, and less.
    [Theory]
    [InlineData("/", 4081)]
    [InlineData("/", 4082)]
    [InlineData("/", 4083)]
    [InlineData("/", 4096)]
    [InlineData("/elsewhere", 100)]
    public void A_cookie_has_room_beside_any_request_and_goes_where_it_belongs(string path, int length)
    {
        VirtualTarget target = new()
        {
            Answer = item => new VirtualTarget.Reply { DelayMs = 1, Fields = $"Set-Cookie: id=7; Path={path}\r\n" },
        };
        RequestHeader[] headers = [new("Host", "target"), new("X-Long", "x")];
        RequestSpec request = new("GET", "/", headers, [], HasBody: false);
        int missing = length - RequestBytes.Prepare(request, copies: 1).Bytes.Length;
        request = request with { Headers = [headers[0], new("X-Long", new string('x', missing + 1))] };

        VirtualRun.Of(
            VirtualRun.Plan(seconds: 0.0025) with
            {
                KeepsCookies = true,
                Request = RequestBytes.Prepare(request, copies: 1),
            },
            target);

        Assert.Equal(length, target.Arrivals[0].Head.Length + 4);
        Assert.Equal(
            target.Arrivals[0].Head + (path == "/" ? "\r\nCookie: id=7" : ""), target.Arrivals[1].Head);
    }

    [Fact]
    public void Entries_come_as_often_as_they_weigh_and_have_their_own_figures()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = item.Target == "/b" ? 20 : 10 },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = 400 }, seconds: 100_000) with
        {
            HasTimeLimit = false,
            Entries = new EntryPlan
            {
                Entries = [Entry("/a"), Entry("/b")],
                Sequence = [0, 0, 0, 1],
                IsReported = true,
            },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal(300, target.Arrivals.Count(item => item.Target == "/a"));
        Assert.Equal(["GET /a", "GET /b"], run.Entries.Select(entry => entry.Name));
        Assert.Equal([300L, 100], run.Entries.Select(entry => entry.Completed));
        Assert.Equal([10_000L, 20_000], run.Entries.Select(entry => entry.Latency.Maximum));
    }

    [Fact]
    public void The_figures_of_entries_are_those_of_the_measured_time_and_of_the_limit()
    {
        // /a is late, /b in time, /c is a failure, and /d has no answer; one after the other.
        VirtualTarget target = new()
        {
            Answer = static item => item.Target switch
            {
                "/a" => new VirtualTarget.Reply { DelayMs = 150 },
                "/b" => new VirtualTarget.Reply { DelayMs = 100 },
                "/c" => new VirtualTarget.Reply { DelayMs = 50, Status = 503 },
                _ => new VirtualTarget.Reply { DelayMs = 200, Breaks = true },
            },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Warmup = TimeSpan.FromSeconds(0.9) }, seconds: 2.94) with
        {
            Timeout = TimeSpan.FromMilliseconds(100),
            Entries = new EntryPlan
            {
                Entries = [Entry("/a"), Entry("/b"), Entry("/c"), Entry("/d")],
                Sequence = [0, 1, 2, 3],
                IsReported = true,
            },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        // 300 ms a round, since a connection breaks at once. The first that counts is /d, at 900 ms; the last is /b.
        Assert.Equal([10L, 9, 9, 10], run.Entries.Select(entry => entry.Completed + entry.Unanswered));
        Assert.Equal([10L, 10, 9, 10], run.Entries.Select(entry => entry.Sent));
        Assert.Equal([10L, 0, 9, 10], run.Entries.Select(entry => entry.Failed));
        Assert.Equal([0L, 0, 0, 10], run.Entries.Select(entry => entry.Unanswered));
        Assert.Equal([0L, 0, 9, 0], run.Entries.Select(entry => entry.StatusErrors));
    }

    // A threshold on a name has the count that the document has, and together they have that of the run: /a is late, /b
    // leads elsewhere, /c is missing, and /d has no answer.
    [Theory]
    [InlineData(null, "10 0 10 10")]
    [InlineData("404", "10 10 0 10")]
    [InlineData("200", "10 10 10 10")]
    [InlineData("200,302", "10 0 10 10")]
    public void Failures_of_a_name_are_those_of_the_run(string? expected, string failures)
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target switch
            {
                "/a" => new VirtualTarget.Reply { DelayMs = 150 },
                "/b" => new VirtualTarget.Reply { DelayMs = 50, Status = 302 },
                "/c" => new VirtualTarget.Reply { DelayMs = 50, Status = 404 },
                _ => new VirtualTarget.Reply { Breaks = true },
            },
        };
        StatusSet? statuses = null;
        Assert.True(expected is null || StatusSet.TryParse(expected, out statuses));
        RunPlan plan = VirtualRun.Plan(seconds: 2.55) with
        {
            Timeout = TimeSpan.FromMilliseconds(100),
            Gates = new GatePlan { ExpectedStatus = statuses },
            Entries = new EntryPlan
            {
                Entries = [Entry("/a"), Entry("/b"), Entry("/c"), Entry("/d")],
                Sequence = [0, 1, 2, 3],
                IsReported = true,
            },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        GateFigures figures = GateReading.Of(plan, run);
        Assert.Equal(failures, string.Join(' ', run.Entries.Select(entry => entry.Failed)));
        Assert.Equal(failures, string.Join(' ', run.Entries.Select(entry => figures.Urls[entry.Name].Errors)));
        Assert.Equal((run.Failed, run.Failed), (run.Entries.Sum(entry => entry.Failed), figures.Errors));
        Assert.Equal([0L, 0, 10, 0], run.Entries.Select(entry => entry.StatusErrors));
    }

    [Fact]
    public void Each_row_is_used_once_and_then_the_run_ends()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        DataTable data = DataTable.Of(["id"], Enumerable.Range(0, 50).Select(id => new[] { $"{id}" }))!;
        RunPlan plan = VirtualRun.Plan(connections: 4) with
        {
            Lanes = 2,
            Entries = new EntryPlan
            {
                Entries = [Entry("/{{id}}", data)],
                Sequence = [0],
                Data = data,
                Mode = DataMode.Unique,
            },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal(
            Enumerable.Range(0, 50), target.Arrivals.Select(item => int.Parse(item.Target[1..], null)).Order());
        Assert.True(run.UsedAllRows);
        Assert.Equal(50, run.Completed);
    }

    [Fact]
    public void An_unexpected_body_is_counted_and_the_warm_up_is_not()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { DelayMs = 10, Body = item.Number % 2 == 0 ? "ok" : "no" },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Warmup = TimeSpan.FromSeconds(1) }) with
        {
            Gates = new GatePlan { ExpectedBody = BodyExpectation.Parse("ok").Expectation },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal(500, run.UnexpectedBodies, 1.0);
        Assert.Equal(run.UnexpectedBodies, run.Failed);
    }

    private static RequestTemplate Entry(string target, DataTable? data = null) => RequestTemplate.Make(
        $"GET {target}",
        new RequestSpec("GET", target, [new RequestHeader("Host", "target")], [], HasBody: false),
        data).Template!;

    private sealed class Pausing(TimeSpan pause) : IRequestSource
    {
        public bool TryWrite(int user, IBufferWriter<byte> request)
        {
            request.Write("GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8);
            return true;
        }

        public TimeSpan PauseOf(int user) => pause;
    }
}
