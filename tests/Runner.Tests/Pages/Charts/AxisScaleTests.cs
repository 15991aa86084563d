using System.Globalization;
using System.Linq;
using Runner.Pages.Charts;

namespace Runner.Tests.Pages.Charts;

/// <summary>Where values and ticks stand.</summary>
public sealed class AxisScaleTests
{
    [Theory]
    [InlineData(0, "0 1")]
    [InlineData(4, "0 1 2 3 4")]
    [InlineData(97, "0 20 40 60 80 100")]
    [InlineData(0.03, "0 0.01 0.02 0.03")]
    public void LinearTicksAreRound(double maximum, string expected)
    {
        string[] labels = Labels(AxisScale.Linear(maximum, Text));

        Assert.Equal(expected.Split(' ')[^1], labels[^1]);
        Assert.Equal("0", labels[0]);
        Assert.InRange(labels.Length, 2, 8);
    }

    [Fact]
    public void ALogarithmicAxisHoldsItsValuesBetweenRoundEdges()
    {
        AxisScale axis = AxisScale.Log(130, 48_000, Text);

        Assert.Equal(["100", "1000", "10000"], Labels(axis));
        Assert.Equal(0, axis.Map(100), 6);
        Assert.Equal(1, axis.Map(50_000), 6);
        Assert.Equal(["1", "2", "5", "10", "20"], Labels(AxisScale.Log(1, 15, Text)));
    }

    [Fact]
    public void EachNineHasTheSameRoom()
    {
        AxisScale axis = AxisScale.Nines(4);

        Assert.Equal(["0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"], Labels(axis));
        Assert.Equal(0.25, axis.Map(0.9), 6);
        Assert.Equal(0.5, axis.Map(0.99), 6);
        Assert.Equal(0.75, axis.Map(0.999), 6);
        Assert.Equal(1, axis.Map(1));
    }

    [Fact]
    public void TimeEndsWithTheRun()
    {
        AxisScale axis = AxisScale.Time(30, Text);

        Assert.Equal(["0", "5", "10", "15", "20", "25", "30"], Labels(axis));
        Assert.Equal(0.5, axis.Map(15), 6);
        Assert.Equal(1, axis.Map(31));
    }

    [Fact]
    public void ALineIsBrokenWhereThereIsNoValue()
    {
        string path = PathBuilder.Line([0, 0.25, 0.5, 0.75, 1], [0, 1, null, 0.5, 0.5]);

        Assert.Equal("M0 1000L250 0M750 500L1000 500", path);
        Assert.Equal("M498 500L502 500", PathBuilder.Line([0.5], [0.5]));
        Assert.Equal("M0 1000L0 500L1000 250L1000 1000Z", PathBuilder.Area([0, 1], [0.5, 0.75]));
        Assert.Equal("", PathBuilder.Bars([0, 1], [0, null], 0.1));
    }

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(1, 1, HeatRenderer.Shades)]
    [InlineData(1, 100, 1)]
    [InlineData(100, 100, HeatRenderer.Shades)]
    public void AShadeStandsForAFactor(long count, long largest, int shade) =>
        Assert.Equal(shade, HeatRenderer.ShadeOf(count, largest));

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string[] Labels(AxisScale axis) => [.. axis.Ticks.Select(tick => tick.Label)];
}
