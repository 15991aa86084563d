using System;
using System.Linq;
using FastHttp.Load.Documents;
using FastHttp.Load.Gates;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace Load.Tests.Recording;

/// <summary>The figures of a run whose every answer is known.</summary>
public sealed class FigureTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(49.4, 50)]
    [InlineData(50, 51)]
    [InlineData(75, 76)]
    [InlineData(98.4, 99)]
    [InlineData(100, 100)]
    public void A_percentile_is_the_latency_of_the_rank_that_wrk_gives_it(double percent, int ms)
    {
        RunSnapshot run = VirtualRun.Of(Staircase(), Rising());

        Assert.Equal(100, run.Latency.Count);
        Assert.Equal(ms * 1000.0, run.Latency.Percentile(percent), (double)ms);
    }

    [Fact]
    public void Minimum_mean_and_maximum_are_exact()
    {
        RunSnapshot run = VirtualRun.Of(Staircase(), Rising());

        Assert.Equal((1_000, 100_000), (run.Latency.Minimum, run.Latency.Maximum));
        Assert.Equal(50_500, run.Latency.Mean, 50.0);
    }

    [Theory]
    [InlineData("p50<51.2ms", true)]
    [InlineData("p50<50.9ms", false)]
    [InlineData("requests==100", true)]
    [InlineData("requests==99", false)]
    [InlineData("error_rate<1%", true)]
    [InlineData("max<=100ms", true)]
    [InlineData("max<100ms", false)]
    public void A_threshold_is_held_against_the_figures(string text, bool passes)
    {
        Threshold threshold = ThresholdParser.Parse(text).Threshold!;
        RunPlan plan = Staircase();

        Assert.Equal(passes, GateReading.Of(plan, VirtualRun.Of(plan, Rising())).Judge(threshold).IsPass);
    }

    [Fact]
    public void Intervals_have_what_came_in_them()
    {
        VirtualTarget target = new();
        LoadShape rate = new(100, (TimeSpan.FromSeconds(5), 100), (TimeSpan.FromSeconds(5), 300));

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = rate }, connections: 4), target);

        RunInterval[] intervals = [.. run.Course!.Intervals];
        Assert.Equal(10, intervals.Length);
        Assert.All(intervals.Index(), item =>
        {
            Assert.Equal((item.Index * 1_000_000, (item.Index + 1) * 1_000_000), (item.Item.StartUs, item.Item.EndUs));
            double due = rate.AreaAt(item.Index + 1) - rate.AreaAt(item.Index);
            Assert.InRange(item.Item.Completed, due - 1.5, due + 1.5);
            Assert.Equal(4, item.Item.Connections);
        });
        Assert.Equal(run.Completed, intervals.Sum(interval => interval.Completed));
    }

    [Fact]
    public void Statuses_are_counted_and_bad_ones_are_failures()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new VirtualTarget.Reply { Status = item.Number % 4 == 0 ? 503 : 200 },
        };

        RunSnapshot run = VirtualRun.Of(VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) }), target);

        Assert.Equal(run.Completed / 4, run.StatusCodes[503], 1.0);
        Assert.Equal(run.StatusCodes[503], run.Failed);
        Assert.Equal(run.Completed, run.StatusCodes[503] + run.StatusCodes[200]);
        Assert.Equal(0, run.StatusSamples[503].AtUs);
    }

    [Fact]
    public void The_document_says_the_same()
    {
        RunPlan plan = VirtualRun.Plan(new LoadModel { Rate = new LoadShape(100) });
        RunSnapshot run = VirtualRun.Of(plan, new VirtualTarget());

        FastHttp.Load.Results.ResultDocument document = DocumentBuilder.Build(plan, run, new RunContext
        {
            Start = DateTimeOffset.UnixEpoch,
            End = DateTimeOffset.UnixEpoch.AddSeconds(10),
            Tool = "test",
            Backend = "memory",
        });

        Assert.Equal((run.Completed, 10.0), (document.Requests.Completed, document.DurationS));
        Assert.Equal(100, document.Rate.Achieved!.Value, 0.11);
        Assert.Equal(10, document.Series!.Count);
    }

    // The answers of one user take 1, 2, … 100 ms.
    private static VirtualTarget Rising() =>
        new() { Answer = static item => new VirtualTarget.Reply { DelayMs = item.Number + 1 } };

    private static RunPlan Staircase() => VirtualRun.Plan(new LoadModel { Requests = 100 }, seconds: 100_000) with
    {
        HasTimeLimit = false,
    };
}
