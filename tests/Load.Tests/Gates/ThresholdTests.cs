using System.Linq;
using FastHttp.Load.Gates;
using FastHttp.Load.Recording;

namespace Load.Tests.Gates;

/// <summary>What a threshold is about, how it compares, and how its figure reads.</summary>
public sealed class ThresholdTests
{
    [Theory]
    [InlineData("p50", MetricKind.Percentile, 50, MetricUnit.Time)]
    [InlineData("P99.9", MetricKind.Percentile, 99.9, MetricUnit.Time)]
    [InlineData("p(95)", MetricKind.Percentile, 95, MetricUnit.Time)]
    [InlineData("p100", MetricKind.Percentile, 100, MetricUnit.Time)]
    [InlineData("med", MetricKind.Percentile, 50, MetricUnit.Time)]
    [InlineData("mean", MetricKind.Mean, 0, MetricUnit.Time)]
    [InlineData("AVG", MetricKind.Mean, 0, MetricUnit.Time)]
    [InlineData("min", MetricKind.Minimum, 0, MetricUnit.Time)]
    [InlineData("max", MetricKind.Maximum, 0, MetricUnit.Time)]
    [InlineData("error_rate", MetricKind.ErrorRate, 0, MetricUnit.Share)]
    [InlineData("rate_ratio", MetricKind.RateRatio, 0, MetricUnit.Share)]
    [InlineData("checks", MetricKind.Checks, 0, MetricUnit.Share)]
    [InlineData("rps", MetricKind.Rate, 0, MetricUnit.Rate)]
    [InlineData("errors", MetricKind.Errors, 0, MetricUnit.Count)]
    [InlineData("timeouts", MetricKind.Timeouts, 0, MetricUnit.Count)]
    [InlineData("requests", MetricKind.Requests, 0, MetricUnit.Count)]
    [InlineData("unexpected", MetricKind.Unexpected, 0, MetricUnit.Count)]
    [InlineData("iterations", MetricKind.Iterations, 0, MetricUnit.Count)]
    [InlineData("failed_iterations", MetricKind.FailedIterations, 0, MetricUnit.Count)]
    [InlineData("status_5xx", MetricKind.Status, 5, MetricUnit.Count)]
    [InlineData("STATUS_404", MetricKind.Status, 404, MetricUnit.Count)]
    internal void A_metric_has_a_kind_and_a_unit(string text, MetricKind kind, double number, MetricUnit unit)
    {
        Assert.True(ThresholdMetric.TryParse(text, out ThresholdMetric metric));
        Assert.Equal((kind, number, unit), (metric.Kind, metric.Number, metric.Unit));
    }

    [Theory]
    [InlineData("p0")]
    [InlineData("p100.1")]
    [InlineData("p")]
    [InlineData("p(95")]
    [InlineData("q99")]
    [InlineData("status_99")]
    [InlineData("status_1000")]
    [InlineData("status_0xx")]
    [InlineData("status_xxx")]
    [InlineData("")]
    public void What_is_no_metric_is_refused(string text) => Assert.False(ThresholdMetric.TryParse(text, out _));

    [Theory]
    [InlineData("status_5xx", 500, true)]
    [InlineData("status_5xx", 599, true)]
    [InlineData("status_5xx", 499, false)]
    [InlineData("status_503", 503, true)]
    [InlineData("status_503", 500, false)]
    public void A_class_covers_its_statuses_and_a_status_itself(string text, int status, bool isCovered)
    {
        Assert.True(ThresholdMetric.TryParse(text, out ThresholdMetric metric));
        Assert.Equal(isCovered, metric.Covers(status));
    }

    [Theory]
    [InlineData("2xx", true, 2)]
    [InlineData("9XX", true, 9)]
    [InlineData("100", true, 100)]
    [InlineData("999", true, 999)]
    [InlineData("99", false, 0)]
    [InlineData("1000", false, 0)]
    [InlineData("2x", false, 0)]
    [InlineData("2", false, 0)]
    [InlineData("0xx", false, 0)]
    [InlineData("-200", false, 0)]
    public void A_status_is_a_number_or_a_class(string text, bool isOne, int expected)
    {
        Assert.Equal(isOne, StatusSet.TryParseOne(text, out int status));
        Assert.True(!isOne || status == expected);
        Assert.Equal(isOne, StatusSet.TryParse($"200, {text}", out StatusSet? set));
        Assert.Equal(isOne ? $"200, {text}" : null, set?.Text);
    }

    [Theory]
    [InlineData("errors<3", true, false, false)]
    [InlineData("errors<=3", true, true, false)]
    [InlineData("errors>3", false, false, true)]
    [InlineData("errors>=3", false, true, true)]
    [InlineData("errors==3", false, true, false)]
    [InlineData("errors=3", false, true, false)]
    [InlineData("errors!=3", true, false, true)]
    public void A_figure_is_below_at_or_above_its_limit(string text, bool below, bool at, bool above)
    {
        Threshold threshold = Parse(text);

        Assert.Equal((below, at, above), (threshold.IsMetBy(2), threshold.IsMetBy(3), threshold.IsMetBy(4)));
    }

    [Theory]
    [InlineData("errors<3", false, true, true)]
    [InlineData("errors<=3", false, false, true)]
    [InlineData("errors==3", false, false, true)]
    [InlineData("errors!=3", false, false, false)]
    [InlineData("errors>3", false, false, false)]
    [InlineData("errors<3%", false, false, false)]
    public void A_count_is_lost_once_it_cannot_come_back(string text, bool below, bool at, bool above)
    {
        Threshold threshold = Parse(text);

        Assert.Equal((below, at, above), (threshold.IsLostBy(2), threshold.IsLostBy(3), threshold.IsLostBy(4)));
    }

    [Theory]
    [InlineData("p99<1s", "us", 999, "999us")]
    [InlineData("p99<1s", "us", 1_000, "1ms")]
    [InlineData("p99<1s", "us", 999_999, "1000ms")]
    [InlineData("p99<1s", "us", 1_000_000, "1s")]
    [InlineData("p99<1s", "us", 1_234_567, "1.23s")]
    [InlineData("error_rate<1%", "share", 0.00012, "0.012%")]
    [InlineData("error_rate<1%", "share", 0.9999, "99.99%")]
    [InlineData("errors<1%", "share", 0.5, "50%")]
    [InlineData("errors<1", "count", 12_345, "12345")]
    [InlineData("rps>1", "per_s", 1_234.567, "1234.57")]
    public void A_figure_has_a_unit(string text, string unit, double value, string shown)
    {
        Threshold threshold = Parse(text);

        Assert.Equal((unit, shown), (threshold.UnitName, threshold.Format(value)));
    }

    [Theory]
    [InlineData("checks>=75%", "75%", true)]
    [InlineData("checks{a}==100%", "100%", true)]
    [InlineData("checks{b}<50%", "50%", false)]
    [InlineData("checks{c}>0.1", "no check is called 'c'; there are: a, b", false)]
    [InlineData("iterations>=8", "8", true)]
    [InlineData("failed_iterations<3", "2", true)]
    [InlineData("failed_iterations<=20%", "20%", true)]
    [InlineData("errors{GET /x}<1", "no request is called 'GET /x'; there are none", false)]
    public void A_scenario_is_held_against_its_checks_and_iterations(string text, string shown, bool isPass)
    {
        GateFigures figures = new()
        {
            Latency = Distribution.Of([]),
            Answers = 0,
            Checks = [new CheckCount("a", 2, 0, null), new CheckCount("b", 1, 1, "no")],
            Iterations = 8,
            FailedIterations = 2,
        };

        Verdict verdict = figures.Judge(Parse(text));

        Assert.Equal((shown, isPass), (verdict.Text, verdict.IsPass));
        Assert.Equal([verdict], figures.Judge([verdict.Threshold]));
    }

    [Fact]
    public void Shares_are_of_what_ended()
    {
        GateFigures figures = new()
        {
            Latency = Distribution.Of([10]),
            Answers = 6,
            Unanswered = 2,
            Bad = 1,
            Timeouts = 2,
            Unexpected = 3,
        };

        Assert.Equal(
            [3 / 8.0, 3 / 8.0, 2 / 8.0, 1, 3 / 6.0],
            ((string[])["error_rate<1%", "errors<1%", "timeouts<1%", "requests<1%", "unexpected<1%"])
            .Select(text => figures.Judge(Parse(text)).Actual));
        GateFigures half = figures with { Answers = 2, Bad = 0, Unanswered = 2 };
        Assert.Equal(0.5, half.Judge(Parse("error_rate<1%")).Actual);
        GateFigures lost = figures with { Answers = 0, Bad = 0, Unanswered = 4 };
        Assert.Equal([1.0, 1, null, null], ((string[])["error_rate<1%", "errors<1%", "requests<1%", "unexpected<1"])
            .Select(text => lost.Judge(Parse(text)).Actual));
    }

    private static Threshold Parse(string text)
    {
        (Threshold? threshold, string? error) = ThresholdParser.Parse(text);
        Assert.Null(error);
        return threshold!;
    }
}
