using System.Collections.Generic;
using Runner.Live;
using Runner.Options;

namespace Runner.Tests.Live;

public sealed class LiveTerminalTests
{
    [Theory]
    [InlineData("Auto", true, "xterm", null, "Line")]
    [InlineData("Auto", true, "xterm", "true", "Off")]
    [InlineData("Auto", true, "dumb", null, "Off")]
    [InlineData("Auto", true, null, null, "Off")]
    [InlineData("Auto", false, "xterm", null, "Off")]
    [InlineData("Full", true, "xterm", "true", "Full")]
    [InlineData("Full", false, "xterm", null, "Off")]
    [InlineData("Line", true, "xterm", "true", "Line")]
    [InlineData("Off", true, "xterm", null, "Off")]
    public void What_is_shown_where(string choice, bool isTerminal, string? term, string? ci, string expected)
    {
        Dictionary<string, string?> environment = new() { ["TERM"] = term, ["CI"] = ci };
        LiveChoice decided = LiveTerminal.Decide(
            System.Enum.Parse<LiveChoice>(choice), isTerminal, name => environment[name]);
        Assert.Equal(expected, decided.ToString());
    }

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(true, null, false)]
    [InlineData(false, "1", false)]
    [InlineData(false, "", true)]
    public void Colours(bool noColor, string? variable, bool expected) =>
        Assert.Equal(expected, LiveTerminal.HasColor(new LiveOptions { NoColor = noColor }, _ => variable));

    [Theory]
    [InlineData(748_900, "748.9k")]
    [InlineData(99_940, "99.9k")]
    [InlineData(12, "12")]
    [InlineData(2_500_000_000, "2.5G")]
    public void Numbers(double value, string expected) => Assert.Equal(expected, LiveFormat.Number(value));

    [Theory]
    [InlineData(310.0, "310us")]
    [InlineData(1_900.0, "1.9ms")]
    [InlineData(250_000.0, "250ms")]
    [InlineData(2_000_000.0, "2.0s")]
    [InlineData(null, "-")]
    public void Latencies(double? us, string expected) => Assert.Equal(expected, LiveFormat.Latency(us));

    [Fact]
    public void Bars_are_a_scale_of_the_largest()
    {
        Assert.Equal("▁▅█", LiveFormat.Bars([0, 50, 100], 3));
        Assert.Equal("▅█", LiveFormat.Bars([0, 50, 100], 2));
        Assert.Equal("▁▁", LiveFormat.Bars([0, 0], 9));
        Assert.Equal("▂█", LiveFormat.Bars([1, 100], 9, isLogarithmic: true));
    }
}
