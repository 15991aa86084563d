using System;
using FastHttp.Load.Text;
using Testing;

namespace Runner.Tests.Options.Values;

// wrk's numbers: golden vectors, and the times that only we accept.
public sealed class NumberSyntaxTests
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData("5k", 5000)]
    [InlineData("5K", 5000)]
    [InlineData("5 k", 5000)]
    [InlineData("  5\tk ", 5000)]
    [InlineData("5 k x", 5000)]
    [InlineData("1m", 1_000_000)]
    [InlineData("1M", 1_000_000)]
    [InlineData("1G", 1_000_000_000)]
    [InlineData("1t", 1_000_000_000_000)]
    [InlineData("1P", 1_000_000_000_000_000)]
    [InlineData("+3", 3)]
    [InlineData("-0", 0)]
    [SpecCase("wrk", 47)]
    public void Metric(string text, long expected)
    {
        Assert.True(NumberSyntax.TryParseMetric(text, out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("1E")]
    [InlineData("5x")]
    [InlineData("1.5")]
    [InlineData("1kb")]
    [InlineData("1ks")]
    [InlineData("0x10")]
    [InlineData("1e3")]
    [InlineData("k")]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999P")]
    [SpecCase("wrk", 47)]
    public void Not_metric(string text) => Assert.False(NumberSyntax.TryParseMetric(text, out _));

    [Theory]
    [InlineData("5", 5)]
    [InlineData("1s", 1)]
    [InlineData("1S", 1)]
    [InlineData("2M", 120)]
    [InlineData("2m", 120)]
    [InlineData("2h", 7200)]
    [InlineData("2H", 7200)]
    [InlineData("0", 0)]
    [InlineData("1d", 86400)]
    [InlineData("1.5", 1.5)]
    [InlineData("1.5s", 1.5)]
    [InlineData(".5m", 30)]
    [InlineData("250ms", 0.25)]
    [InlineData("500us", 0.0005)]
    [InlineData("1m30s", 90)]
    [InlineData("1h0.5m1s", 3631)]
    [SpecCase("wrk", 47)]
    public void Time(string text, double seconds)
    {
        Assert.True(NumberSyntax.TryParseTime(text, out TimeSpan value));
        Assert.Equal(TimeSpan.FromSeconds(seconds), value);
    }

    [Theory]
    [InlineData("5k")]
    [InlineData("1G")]
    [InlineData("1sec")]
    [InlineData("")]
    [InlineData("s")]
    [InlineData(".")]
    [InlineData("1.2.3s")]
    [InlineData("1m30")]
    [InlineData("30 1m")]
    [InlineData("-1s")]
    [InlineData("1e3")]
    [InlineData("99999999d")]
    [InlineData("9223372036854775807h")]
    [SpecCase("wrk", 47)]
    public void Not_a_time(string text) => Assert.False(NumberSyntax.TryParseTime(text, out _));
}
