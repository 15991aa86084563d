using FastHttp.Load.Gates;
using FastHttp.Load.Recording;
using Runner.Sessions;

namespace Runner.Tests.Gates;

public sealed class ExitCodeTests
{
    private static readonly GateFigures s_run = new() { Latency = Distribution.Of([1_000]), Answers = 200 };

    [Theory]
    [InlineData(false, false, false, 0)]
    [InlineData(true, false, false, 99)]
    [InlineData(true, true, true, 130)]
    [InlineData(false, true, false, 130)]
    [InlineData(false, false, true, 7)]
    [InlineData(true, false, true, 99)]
    public void Exit_codes(bool fails, bool wasInterrupted, bool hasErrors, int expected)
    {
        Threshold threshold = ThresholdParser.Parse(fails ? "requests<1" : "requests>1").Threshold!;
        Assert.Equal(expected, ExitCodes.Of(s_run.Judge([threshold]), hasErrors ? 7 : 0, wasInterrupted));
    }

    [Fact]
    public void An_interrupted_run_without_thresholds_is_that_of_wrk() =>
        Assert.Equal(0, ExitCodes.Of([], codeOfErrors: 0, wasInterrupted: true));

    [Theory]
    [InlineData(0)]
    [InlineData(0, 0, 0)]
    [InlineData(99, 99, 1)]
    [InlineData(1, 0, 1, 99)]
    public void The_first_failure_is_the_cause(int expected, params int[] codes) =>
        Assert.Equal(expected, ExitCodes.First(codes));
}
