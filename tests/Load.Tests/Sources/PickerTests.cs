using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;

namespace Load.Tests.Sources;

/// <summary>Which entry of a list comes next, and which row of the data.</summary>
public sealed class PickerTests
{
    private static readonly DataTable s_rows = DataTable.Of(["id"], [["0"], ["1"], ["2"]])!;

    [Fact]
    public void Entries_come_in_their_order_over_and_over() =>
        Assert.Equal([3, 1, 1, 3, 1, 1, 3], Entries(RequestOrder.Seq, 7));

    [Fact]
    public void Entries_that_are_shuffled_come_as_often_as_they_weigh_in_each_pass()
    {
        int[][] passes = [.. Entries(RequestOrder.Shuffle, 300).Chunk(3)];

        Assert.All(passes, pass => Assert.Equal([1, 1, 3], pass.Order()));
        Assert.Equal([0, 1, 2], passes.Select(pass => Array.IndexOf(pass, 3)).Distinct().Order());
    }

    [Fact]
    public void Entries_at_random_are_drawn_by_weight()
    {
        int[] drawn = Entries(RequestOrder.Random, 3000);

        Assert.Equal([1, 3], drawn.Distinct().Order());
        Assert.InRange(drawn.Count(entry => entry == 1), 1900, 2100);
        Assert.Contains(drawn.Chunk(3), chunk => chunk.Count(entry => entry == 3) == 3);
        Assert.Equal(drawn, Entries(RequestOrder.Random, 3000));
    }

    [Theory]
    [InlineData(DataMode.Sequential, "0 0 1 1 2 2 0 0")]
    [InlineData(DataMode.Circular, "0 1 2 0 1 2 0 1")]
    [InlineData(DataMode.Unique, "0 1 2 -1 -1 -1 -1 -1")]
    public void Rows_are_walked_by_each_user_or_by_all(DataMode mode, string expected)
    {
        RowWalk walk = new();
        RowPicker[] lanes = [Rows(mode, walk), Rows(mode, walk)];

        // Users 0 and 5 of the lanes, in turn; the second one joined later.
        int[] taken = [.. Enumerable.Range(0, 8).Select(step => lanes[step % 2].Next(step % 2 * 5))];

        Assert.Equal(expected, string.Join(' ', taken));
        Assert.All(lanes, lane => Assert.Equal(mode == DataMode.Unique, lane.IsUsedUp));
    }

    [Fact]
    public void Rows_are_not_used_up_before_the_last()
    {
        RowPicker rows = Rows(DataMode.Unique, new RowWalk());
        List<bool> used = [rows.IsUsedUp];
        for (int row = 0; row < 3; row++)
        {
            Assert.Equal(row, rows.Next(0));
            used.Add(rows.IsUsedUp);
        }

        Assert.Equal([false, false, false, true], used);
    }

    [Fact]
    public void Rows_at_random_are_any()
    {
        RowPicker rows = Rows(DataMode.Random, new RowWalk());

        int[] taken = [.. Enumerable.Range(0, 300).Select(_ => rows.Next(0))];

        Assert.All(Enumerable.Range(0, 3), row => Assert.InRange(taken.Count(item => item == row), 70, 130));
    }

    // Whichever of two URLs is drawn, and whatever the pause before it, each row goes into it.
    [Fact]
    public void Order_rows_and_pauses_are_drawn_apart()
    {
        DataTable rows = DataTable.Of(["id"], [["0"], ["1"]])!;
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 1 } };
        LoadModel think = new() { ThinkLongest = TimeSpan.FromMilliseconds(1000) };
        RunPlan plan = VirtualRun.Plan(think, seconds: 500) with
        {
            Entries = new EntryPlan
            {
                Entries = [.. new[] { "/a{{id}}", "/b{{id}}" }.Select(path => RequestTemplate.Make(
                    path, new("GET", path, [new("Host", "target")], [], HasBody: false), rows).Template!)],
                Sequence = [0, 1],
                Order = RequestOrder.Random,
                Data = rows,
                Mode = DataMode.Random,
            },
        };

        VirtualRun.Of(plan, target);

        double[] sent = [0, .. target.Arrivals.Select(item => item.Ms + 1)];
        int[] each = [.. target.Arrivals
            .Select((item, index) => (item.Target, IsLong: item.Ms - sent[index] >= 500))
            .CountBy(item => item).Select(item => item.Value)];
        Assert.Equal(8, each.Length);
        Assert.All(each, count => Assert.InRange(count, 90, 160));
    }

    [Fact]
    public void Entries_in_a_batch_are_sent_at_once_and_the_last_batch_holds_what_is_left()
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        RequestSpec post = new("POST", "/{{id}}", [new("Host", "target")], "<{{id}}>"u8.ToArray(), HasBody: true);
        RunPlan plan = VirtualRun.Plan() with
        {
            Pipeline = 2,
            Entries = new EntryPlan
            {
                Entries = [RequestTemplate.Make("POST /{{id}}", post, s_rows).Template!],
                Sequence = [0],
                Data = s_rows,
                Mode = DataMode.Unique,
                IsReported = true,
            },
        };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal(
            [(0.0, "/0", "<0>"), (0.0, "/1", "<1>"), (10.0, "/2", "<2>")],
            target.Arrivals.Select(item => (item.Ms, item.Target, item.Body)));
        Assert.All(target.Arrivals, item => Assert.Equal("3", item.FieldOf("Content-Length")));
        EntryFigures entry = Assert.Single(run.Entries);
        Assert.Equal((3, 3, 10_000, true), (entry.Sent, entry.Completed, entry.Latency.Maximum, run.UsedAllRows));
    }

    [Fact]
    public void A_request_that_is_longer_than_all_before_has_room()
    {
        DataTable rows = DataTable.Of(["id"], [["a"], [new string('b', 9_000)], ["c"]])!;
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        RequestSpec get = new("GET", "/{{id}}", [new("Host", "target")], [], HasBody: false);
        RunPlan plan = VirtualRun.Plan() with
        {
            Pipeline = 3,
            Entries = new EntryPlan
            {
                Entries = [RequestTemplate.Make("GET /{{id}}", get, rows).Template!],
                Sequence = [0],
                Data = rows,
                Mode = DataMode.Unique,
            },
        };

        VirtualRun.Of(plan, target);

        Assert.Equal(["/a", $"/{new string('b', 9_000)}", "/c"], target.Arrivals.Select(item => item.Target));
    }

    [Fact]
    public void A_user_that_joins_later_has_a_batch_of_its_own()
    {
        RequestSpec get = new("GET", "/{{id}}", [new("Host", "target")], [], HasBody: false);
        RequestSpec close = get with { Headers = [new("Host", "target"), new("Connection", "close")] };
        RunPlan plan = VirtualRun.Plan() with
        {
            Pipeline = 2,
            Entries = new EntryPlan
            {
                Entries =
                [
                    RequestTemplate.Make("GET", get, s_rows).Template!,
                    RequestTemplate.Make("close", close, s_rows).Template!,
                ],
                Sequence = [0, 1],
                Data = s_rows,
                IsReported = true,
            },
        };
        using EntrySource source = new(plan, lane: 0, new RowWalk());
        Dictionary<int, ReadOnlyMemory<RequestTraits>> kept = [];
        foreach (int user in (int[])[0, 9, 3, 10])
        {
            Assert.True(source.TryNext(user, out RequestBatch batch));
            kept[user] = batch.Traits;
        }

        foreach (int user in kept.Keys)
        {
            Assert.Equal(
                [RequestTraits.Idempotent, RequestTraits.Idempotent | RequestTraits.Close], kept[user].ToArray());
        }

        // The first request of one user is answered; then all connections break.
        using FastHttpResponse response = FastHttpResponse.Rent();
        Assert.True(source.OnResponse(9, response));
        foreach (int user in kept.Keys)
        {
            source.OnLost(user, HttpError.ConnectionReset);
            source.OnLost(user, HttpError.ConnectionReset);
        }

        Assert.Equal(
            [(4L, 1L, 3L), (4L, 0L, 4L)],
            source.Recorders.Select(entry => (entry.Sent, entry.Latency.Count, entry.Unanswered)));
        Assert.Equal((true, false, true), (source.WantsResponses, source.ReadsResponses, source.IsComputed));
        using EntrySource silent = new(
            plan with { Entries = plan.Entries! with { IsReported = false } }, lane: 0, new RowWalk());
        Assert.Empty(silent.Recorders);
        Assert.False(silent.WantsResponses);
    }

    [Fact]
    public void Shared_rows_are_used_up_when_one_more_is_wanted()
    {
        SharedRows rows = new("names", 2);

        Assert.Equal([0, 1, 0], [rows.Next(), rows.Next(), rows.Next()]);
        Assert.Equal([0, 1], [rows.NextUnique(), rows.NextUnique()]);
        Assert.Null(rows.UsedUp);
        Assert.Equal((-1, "all 2 rows of names are used"), (rows.NextUnique(), rows.UsedUp));
    }

    private static int[] Entries(RequestOrder order, int count)
    {
        EntryPicker picker = new(new EntryPlan { Entries = [], Sequence = [3, 1, 1], Order = order }, seed: 7);
        return [.. Enumerable.Range(0, count).Select(_ => picker.Next())];
    }

    private static RowPicker Rows(DataMode mode, RowWalk walk) =>
        new(new EntryPlan { Entries = [], Sequence = [], Data = s_rows, Mode = mode }, users: 1, seed: 7, walk);
}
