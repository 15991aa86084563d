using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;

namespace Load.Tests.Users;

/// <summary>Several requests sent at once: what is counted of each, and what becomes of the unanswered.</summary>
public sealed class BatchTests
{
    [Fact]
    public void A_batch_has_one_latency_and_each_of_its_requests_an_answer()
    {
        VirtualTarget target = new() { Answer = static item => new VirtualTarget.Reply { DelayMs = 10 * Place(item) } };

        RunSnapshot run = VirtualRun.Of(Pipelined(4, seconds: 1.001), target);

        // 0, 10, 20 and 30 ms: the next batch goes out with the last answer.
        Assert.Equal((34 * 4, 33 * 4), (target.Arrivals.Count, run.Completed - 2));
        Assert.Equal((33, 33), (run.Batches, run.Latency.Count));
        Assert.Equal((30_000, 30_000), (run.Latency.Minimum, run.Latency.Maximum));
        Assert.Equal((2, 34 * 4), (run.InFlightAtEnd, run.Sent));
    }

    [Theory]
    [InlineData(false, 4, 200)]
    [InlineData(true, 1, 50)]
    public void On_a_schedule_the_rate_counts_requests(bool isOfBatches, int samplesEach, long samples)
    {
        VirtualTarget target = new() { Answer = static item => new VirtualTarget.Reply { DelayMs = Place(item) } };
        LoadModel load = new() { Rate = new LoadShape(200), BatchLatency = isOfBatches };

        RunSnapshot run = VirtualRun.Of(Pipelined(4, seconds: 0.995, load), target);

        Assert.All(target.Arrivals.Index(), item => Assert.Equal(item.Index / 4 * 20, item.Item.Ms));
        Assert.Equal((200, 50 * samplesEach), (run.Completed, run.Latency.Count));
        Assert.Equal(samples, run.Uncorrected!.Count);
        Assert.Equal(isOfBatches ? 3_000 : 0, run.Latency.Minimum);
        Assert.Equal((3_000, 3_000), (run.Latency.Maximum, run.Uncorrected.Maximum));
    }

    [Theory]
    [InlineData(10, 12)]
    [InlineData(12, 12)]
    [InlineData(13, 16)]
    [InlineData(1000, 1000)]
    public void A_budget_counts_the_requests_of_batches_that_a_program_makes(long requests, int sent)
    {
        VirtualTarget target = new() { Answer = static _ => new VirtualTarget.Reply { DelayMs = 10 } };
        RunPlan plan = Pipelined(4, seconds: 100, new LoadModel { Requests = requests }) with
        {
            HasTimeLimit = false,
            HasOwnSource = true,
        };

        RunSnapshot run = VirtualRun.Of(plan, target, (_, _) => new FixedSource(plan.Request));

        Assert.Equal((sent, sent, sent / 4), (target.Arrivals.Count, run.Completed, run.Batches));
    }

    [Fact]
    public void What_a_server_leaves_when_it_closes_in_order_goes_first_on_the_next_connection()
    {
        // Each connection takes three requests.
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply
            {
                Fields = item.Number == 2 ? "Connection: close\r\n" : "",
                ClosesAfterMs = item.Number == 2 ? 0 : null,
                IsSilence = item.Number > 2,
            },
        };
        RunPlan plan = Pipelined(4, seconds: 100, new LoadModel { Requests = 10 }) with { HasTimeLimit = false };

        RunSnapshot run = VirtualRun.Of(plan, target);

        Assert.Equal((40, 40, 0, 0), (run.Completed, run.Sent, run.Lost, run.Failed));
        Assert.Equal(10, run.Batches);
        Assert.Equal(target.Arrivals.Count * VirtualRun.Plan().Request.Bytes.Length, run.BytesWritten);
        Assert.Equal((14, 13, 1), (run.Connections.Opened, run.Connections.ClosedByPeer, run.Connections.Peak));
    }

    [Fact]
    public void What_a_connection_takes_along_when_it_breaks_is_lost()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply
            {
                Breaks = item is { Connection: 0, Number: 2 },
                DelayMs = 5,
            },
        };

        RunSnapshot run = VirtualRun.Of(Pipelined(4, seconds: 0.0125), target);

        // The first batch had no answer in time: none of its four counts. Then a batch every 5 ms.
        Assert.Equal((4, 4), (run.Lost, run.Unanswered));
        Assert.Equal((0, 1), (run.InFlightAtEnd % 4, run.Errors.Sum(error => error.Count)));
        Assert.Equal(run.Sent, run.Completed + run.Lost + run.InFlightAtEnd);
        Assert.Equal(2, target.Accepted);
    }

    [Fact]
    public void A_connection_that_breaks_within_a_batch_is_made_again_at_once()
    {
        // Two of four are answered at once; then every further connection breaks without an answer.
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { Breaks = item is { Number: 2 } or { Connection: > 0 } },
        };

        RunSnapshot run = VirtualRun.Of(Pipelined(4, seconds: 0.006), target);

        Assert.Equal([0.0, 0, 1, 3], target.AcceptedMs);
        Assert.Equal((2, 14, 4), (run.Completed, run.Lost, run.Connections.ClosedByPeer));
    }

    private static int Place(VirtualTarget.Arrival item) => item.Number % 4;

    private static RunPlan Pipelined(int depth, double seconds, LoadModel? load = null)
    {
        RunPlan plan = VirtualRun.Plan(load, seconds: seconds);
        RequestSpec request = new("GET", "/", [.. plan.Headers], [], HasBody: false);
        return plan with { Pipeline = depth, Request = RequestBytes.Prepare(request, depth) };
    }
}
