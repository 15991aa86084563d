using System.Linq;
using Runner.Comparing;
using Runner.Tests.Pages;

namespace Runner.Tests.Comparing;

public sealed class RegressionLimitTests
{
    // The same run twice: what is left is chance, of which a limit of 0 is always less than the interval.
    [Theory]
    [InlineData("p99=0%", true)]
    [InlineData("p50=500%", false)]
    public void W11_A_limit_below_chance_is_said(string text, bool isBlind)
    {
        RunGroup group = new("run", [SampleRun.Read()]);
        Comparison comparison = Comparison.Of(group, group, seed: 1);
        RegressionLimits limits = RegressionLimits.Parse(text, out _)!;
        Assert.Equal(isBlind, limits.Blind(comparison.Changes).Any());
        Assert.Empty(limits.Broken(comparison.Changes));
    }
}
