using System;
using FastHttp.Load.Gates;

namespace Load.Tests.Gates;

public sealed class ThresholdParserTests
{
    [Theory]
    [InlineData("p99<250ms", "Percentile", 99, "Less", 250_000)]
    [InlineData(" p99.9 <= 1s ", "Percentile", 99.9, "LessOrEqual", 1_000_000)]
    [InlineData("p(95)<500us", "Percentile", 95, "Less", 500)]
    [InlineData("med<1.5ms", "Percentile", 50, "Less", 1_500)]
    [InlineData("mean<1m", "Mean", 0, "Less", 60_000_000)]
    [InlineData("AVG>1us", "Mean", 0, "Greater", 1)]
    [InlineData("max!=0s", "Maximum", 0, "NotEqual", 0)]
    [InlineData("min>=1us", "Minimum", 0, "GreaterOrEqual", 1)]
    [InlineData("error_rate<1%", "ErrorRate", 0, "Less", 0.01)]
    [InlineData("error_rate<0.01", "ErrorRate", 0, "Less", 0.01)]
    [InlineData("errors==0", "Errors", 0, "Equal", 0)]
    [InlineData("errors=0", "Errors", 0, "Equal", 0)]
    [InlineData("rps>50k", "Rate", 0, "Greater", 50_000)]
    [InlineData("rps>90/m", "Rate", 0, "Greater", 1.5)]
    [InlineData("rate_ratio>0.99", "RateRatio", 0, "Greater", 0.99)]
    [InlineData("requests>=10k", "Requests", 0, "GreaterOrEqual", 10_000)]
    [InlineData("status_5xx==0", "Status", 5, "Equal", 0)]
    [InlineData("status_404<10", "Status", 404, "Less", 10)]
    [InlineData("timeouts==0", "Timeouts", 0, "Equal", 0)]
    public void What_can_be_written(string text, string kind, double number, string comparison, double limit)
    {
        (Threshold? threshold, string? error) = ThresholdParser.Parse(text);
        Assert.Null(error);
        Assert.Equal(new ThresholdMetric(Enum.Parse<MetricKind>(kind), number), threshold!.Metric);
        Assert.Equal(Enum.Parse<Comparison>(comparison), threshold.Comparison);
        Assert.Equal(limit, threshold.Limit, 9);
        Assert.Equal((text.Trim(), false), (threshold.Text, threshold.IsShare));
    }

    [Theory]
    [InlineData("status_5xx<0.1%", 0.001)]
    [InlineData("unexpected<=2 %", 0.02)]
    public void A_count_may_be_looked_at_as_a_share(string text, double limit)
    {
        Threshold threshold = ThresholdParser.Parse(text).Threshold!;
        Assert.Equal((true, limit), (threshold.IsShare, Math.Round(threshold.Limit, 9)));
    }

    [Theory]
    [InlineData("p99{/login}<1s", "/login")]
    [InlineData("p99{GET /a?b>=c!d}<1s", "GET /a?b>=c!d")]
    public void A_url_stands_in_braces(string text, string url) =>
        Assert.Equal(url, ThresholdParser.Parse(text).Threshold!.Url);

    [Theory]
    [InlineData("", "expected a metric, a comparison and a limit, such as p99<250ms")]
    [InlineData("p99", "expected a metric, a comparison and a limit, such as p99<250ms")]
    [InlineData("p99<", "expected a metric, a comparison and a limit, such as p99<250ms")]
    [InlineData("p99!250ms", "expected a metric, a comparison and a limit, such as p99<250ms")]
    [InlineData("p99<250", "'250' has no unit; write 250ms, 250us or 250s")]
    [InlineData("error_rate<1", "'1' has no unit; write 1%, or the share, from 0 to 1, as 0.01")]
    [InlineData("rate_ratio>=99", "'99' has no unit; write 99%, or the share, from 0 to 1, as 0.01")]
    [InlineData("p99<fast", "'fast' is not a time such as 250ms")]
    [InlineData("error_rate<many", "'many' is not a share such as 1% or 0.01")]
    [InlineData("errors<1x", "'1x' is not a number such as 100 or 10k, or a share such as 1%")]
    [InlineData("errors<x%", "'x%' is not a share such as 1%")]
    [InlineData("rps>fast", "'fast' is not a rate such as 50k or 90/m")]
    [InlineData("rps>1:2", "'1:2' is not a rate such as 50k or 90/m")]
    [InlineData("p99{/login<1s", "the } after the name is missing, such as in p99{/login}<1s")]
    [InlineData("checks{logged in>99%", "the } after the name is missing, such as in p99{/login}<1s")]
    [InlineData("p99{}<1s", "a URL stands in braces after the metric, such as p99{/login}<1s")]
    [InlineData("eror_rate<1%", "no metric is called 'eror_rate'. Did you mean error_rate?")]
    [InlineData("p999<1s", "no metric is called 'p999'. Did you mean p99?")]
    [InlineData("status_5x<1", "no metric is called 'status_5x'. Did you mean status_5xx?")]
    public void W20_What_is_refused_says_why(string text, string error) =>
        Assert.Equal((null, error), ThresholdParser.Parse(text));

    [Fact]
    public void What_is_like_nothing_gets_the_list() =>
        Assert.EndsWith(
            $"There are {ThresholdMetric.Names}",
            ThresholdParser.Parse("speed>1").Error,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("2xx", 200, true)]
    [InlineData("2xx", 299, true)]
    [InlineData("2XX,301", 301, true)]
    [InlineData("2xx, 301", 302, false)]
    [InlineData("200", 204, false)]
    public void Sets_of_statuses(string text, int status, bool expected)
    {
        Assert.True(StatusSet.TryParse(text, out StatusSet? set));
        Assert.Equal(expected, set!.Contains(status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("2x")]
    [InlineData("0xx")]
    [InlineData("99")]
    [InlineData("200,")]
    [InlineData("1000")]
    public void What_is_no_set_of_statuses(string text) => Assert.False(StatusSet.TryParse(text, out _));
}
