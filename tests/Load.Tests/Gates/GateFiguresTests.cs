using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Recording;

namespace Load.Tests.Gates;

public sealed class GateFiguresTests
{
    private static readonly GateFigures s_run = new()
    {
        Latency = Distribution.Of([1_000, 2_000, 2_000, 3_000, 12_000]),
        Answers = 200,
        Unanswered = 5,
        Bad = 5,
        Timeouts = 3,
        PerSecond = 1234.5,
        RateRatio = 0.995,
        Statuses = new Dictionary<int, long> { [200] = 190, [404] = 6, [503] = 4 },
        Unexpected = 2,
        Urls = new Dictionary<string, GateFigures>
        {
            ["GET /a"] = new() { Latency = Distribution.Of([7_000]), Answers = 1 },
        },
    };

    private static readonly GateFigures s_nothing = new() { Latency = Distribution.Of([]), Answers = 0 };

    [Theory]
    [InlineData("p50<2.5ms", true, "2ms")]
    [InlineData("p50<2ms", false, "2ms")]
    [InlineData("p50<=2ms", true, "2ms")]
    [InlineData("max<12ms", false, "12ms")]
    [InlineData("min>=1ms", true, "1ms")]
    [InlineData("mean==4ms", true, "4ms")]
    [InlineData("error_rate<5%", true, "4.878%")]
    [InlineData("errors<10", false, "10")]
    [InlineData("timeouts<=3", true, "3")]
    [InlineData("timeouts<1%", false, "1.4634%")]
    [InlineData("requests>=200", true, "200")]
    [InlineData("rps>1.2k", true, "1234.5")]
    [InlineData("rate_ratio>99%", true, "99.5%")]
    [InlineData("status_4xx==6", true, "6")]
    [InlineData("status_503<2%", false, "2%")]
    [InlineData("status_500==0", true, "0")]
    [InlineData("unexpected!=0", true, "2")]
    [InlineData("p99{GET /a}<8ms", true, "7ms")]
    public void Each_metric_is_held_against_its_figure(string text, bool isPass, string shown)
    {
        Verdict verdict = s_run.Judge(ThresholdParser.Parse(text).Threshold!);
        Assert.Equal((isPass, shown), (verdict.IsPass, verdict.Text));
    }

    [Theory]
    [InlineData("p99<1s")]
    [InlineData("max<1s")]
    [InlineData("min<1s")]
    [InlineData("mean<1s")]
    [InlineData("error_rate<100%")]
    [InlineData("status_5xx==0")]
    [InlineData("unexpected==0")]
    [InlineData("rate_ratio>0")]
    [InlineData("failed_iterations<1%")]
    [InlineData("failed_iterations==0")]
    public void A_run_without_answers_passes_nothing_about_answers(string text)
    {
        Verdict verdict = s_nothing.Judge(ThresholdParser.Parse(text).Threshold!);
        Assert.Equal((false, "nothing was measured"), (verdict.IsPass, verdict.Text));
    }

    // Users that are in their first iteration prove nothing about a share of them.
    [Theory]
    [InlineData("failed_iterations<1%", 0, 0, false, "nothing was measured")]
    [InlineData("failed_iterations==0", 0, 0, true, "0")]
    [InlineData("failed_iterations<1%", 99, 1, false, "1%")]
    [InlineData("failed_iterations<=1%", 99, 1, true, "1%")]
    [InlineData("failed_iterations>99%", 0, 7, true, "100%")]
    [InlineData("failed_iterations<7", 3, 7, false, "7")]
    public void Failed_iterations_are_a_count_or_a_share_of_those_that_ended(
        string text, int completed, int failed, bool isPass, string shown)
    {
        GateFigures figures = s_nothing with { Iterations = completed, FailedIterations = failed };

        Verdict verdict = figures.Judge(ThresholdParser.Parse(text).Threshold!);

        Assert.Equal((isPass, shown), (verdict.IsPass, verdict.Text));
    }

    [Fact]
    public void A_name_that_nothing_has_is_told_with_those_that_there_are()
    {
        GateFigures figures = s_nothing with
        {
            Urls = new[] { "a: x", "b", "c", "d", "e", "login", "POST login", "GET b" }
                .ToDictionary(name => name, _ => s_nothing),
        };
        Assert.Equal(
            "no request is called 'logn'; there are: login, a: x, b, c, d, …",
            figures.Judge(ThresholdParser.Parse("p99{logn}<1s").Threshold!).Text);
        Assert.Equal(
            "nothing was measured", figures.Judge(ThresholdParser.Parse("p99{GET b}<1s").Threshold!).Text);
    }

    [Fact]
    public void A_request_that_is_bad_in_two_ways_is_one_error() =>
        Assert.Equal(13, new GateFigures { Latency = s_run.Latency, Answers = 10, Bad = 15, Unanswered = 3 }.Errors);

    [Theory]
    [InlineData("errors<=10", true, true)]
    [InlineData("status_5xx==0", true, true)]
    [InlineData("status_5xx<1%", false, true)]
    [InlineData("p99<1s", false, true)]
    [InlineData("requests>10", false, false)]
    public void What_is_known_before_the_end(string text, bool isFinal, bool isKnown)
    {
        Threshold threshold = ThresholdParser.Parse(text).Threshold!;
        Assert.Equal((isFinal, isKnown), (threshold.IsFinalOnceMissed, threshold.IsKnownEarly));
    }
}
