using System;
using LocustBridge.Session;

namespace LocustBridge.Tests.Worker;

public sealed class ProcessLoadTests
{
    // The master warns above 90: a machine of which one core in sixteen is busy must not read 100.
    [Theory]
    [SpecCase("locust", 47)]
    [InlineData(5, 5, 16, 6.2)]
    [InlineData(80, 5, 16, 100)]
    [InlineData(81, 5, 16, 100)]
    [InlineData(71.9, 5, 16, 89.9)]
    [InlineData(0, 5, 2, 0)]
    [InlineData(-1, 5, 2, 0)]
    [InlineData(5, 5, 1, 100)]
    public void CpuIsAShareOfTheWholeMachine(double cpuSeconds, double seconds, int processors, double percent) =>
        Assert.Equal(
            percent,
            ProcessLoad.Percent(TimeSpan.FromSeconds(cpuSeconds), TimeSpan.FromSeconds(seconds), processors));

    [Fact]
    public void ASampleIsWithinItsRange()
    {
        var load = new ProcessLoad();
        load.Sample();
        Assert.InRange(load.CpuPercent, 0, 100);
        Assert.True(ProcessLoad.MemoryBytes > 1 << 20);
    }
}
