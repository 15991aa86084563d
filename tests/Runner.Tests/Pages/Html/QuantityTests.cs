using Runner.Pages.Html;

namespace Runner.Tests.Pages.Html;

/// <summary>Figures for people, digit by digit.</summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 µs")]
    [InlineData(0.5, "0.5 µs")]
    [InlineData(999, "999 µs")]
    [InlineData(999.6, "1 ms")]
    [InlineData(1240, "1.24 ms")]
    [InlineData(48_230, "48.2 ms")]
    [InlineData(999_900, "1 s")]
    [InlineData(61_000_000, "61 s")]
    public void Times(double us, string text) => Assert.Equal(text, Quantity.Time(us));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9.5, "9.5")]
    [InlineData(9999, "9999")]
    [InlineData(64_543.56, "64.5 k")]
    [InlineData(1_234_567, "1.23 M")]
    public void Counts(double value, string text) => Assert.Equal(text, Quantity.Count(value));

    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.5, "50.0 %")]
    [InlineData(0.999_999, "99.99990 %")]
    [InlineData(0.000_45, "0.045 %")]
    public void OneFailureInAMillionIsNotRoundedAway(double share, string text) =>
        Assert.Equal(text, Quantity.Share(share));

    [Theory]
    [InlineData(4.23, "+4.23 %")]
    [InlineData(-12.5, "−12.5 %")]
    [InlineData(0, "±0 %")]
    [InlineData(1081, "×11.8")]
    [InlineData(double.PositiveInfinity, "from 0")]
    public void Changes(double percent, string text) => Assert.Equal(text, Quantity.Change(percent));

    [Theory]
    [InlineData(1.5, "1.5 s")]
    [InlineData(185, "3:05 min")]
    [InlineData(3725, "1:02:05 h")]
    public void Moments(double seconds, string text) => Assert.Equal(text, Quantity.Moment(seconds));

    [Fact]
    public void WhatWasNotMeasuredIsADash()
    {
        Assert.Equal(Quantity.None, Quantity.Time(null));
        Assert.Equal(Quantity.None, Quantity.Rate(null));
        Assert.Equal(Quantity.None, Quantity.Share(double.NaN));
        Assert.Equal(Quantity.None, Quantity.Exact(null));
    }

    [Fact]
    public void MarkupIsWrittenAsText()
    {
        HtmlWriter page = new();
        page.Open("p", ("title", "\"'<&>"), ("hidden", ""), ("id", null)).Text("<b>&\u0001").Close();

        Assert.Equal("<p title=\"&quot;&#39;&lt;&amp;&gt;\" hidden>&lt;b&gt;&amp;\u2401</p>\n", page.ToString());
    }

    [Fact]
    public void DataCannotEndItsBlock()
    {
        HtmlWriter page = new();
        page.Data("\"</script><!--\"");

        Assert.Equal(
            "<script type=\"application/json\">\"\\u003c/script>\\u003c!--\"</script>\n", page.ToString());
    }
}
