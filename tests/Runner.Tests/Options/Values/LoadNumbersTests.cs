using System;
using System.Net;
using FastHttp.Load;
using Runner.Options.Values;

namespace Runner.Tests.Options.Values;

public sealed class LoadNumbersTests
{
    [Theory]
    [InlineData("1000", 1000, 1000)]
    [InlineData("1.5k", 1500, 1500)]
    [InlineData("2M", 2e6, 2e6)]
    [InlineData("90/m", 1.5, 1.5)]
    [InlineData("36k/h", 10, 10)]
    [InlineData("7/s", 7, 7)]
    [InlineData("0.25", 0.25, 0.25)]
    [InlineData("100:2k", 100, 2000)]
    [InlineData("60/m:0", 1, 0)]
    [InlineData("0", 0, 0)]
    public void Rates(string text, double from, double to)
    {
        Assert.True(LoadNumbers.TryParseRate(text, out RateRange rate));
        Assert.Equal(new RateRange(from, to), rate);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("1/d")]
    [InlineData("1:2:3")]
    [InlineData(":5")]
    [InlineData("2G")]
    [InlineData("k")]
    public void What_is_no_rate(string text) => Assert.False(LoadNumbers.TryParseRate(text, out _));

    [Theory]
    [InlineData("30s:1000", 30_000, 1000)]
    [InlineData("500ms:1.5k", 500, 1500)]
    [InlineData("1m30s:0", 90_000, 0)]
    public void Stages(string text, int ms, double level)
    {
        Assert.True(LoadNumbers.TryParseStage(text, out LoadStage stage));
        Assert.Equal(new LoadStage(TimeSpan.FromMilliseconds(ms), level), stage);
    }

    [Theory]
    [InlineData("1000")]
    [InlineData("0s:10")]
    [InlineData("x:10")]
    [InlineData("1s:")]
    public void What_is_no_stage(string text) => Assert.False(LoadNumbers.TryParseStage(text, out _));

    [Theory]
    [InlineData("100ms..2s", 100, 2000)]
    [InlineData("1s", 1000, 1000)]
    public void Think_times(string text, int shortest, int longest)
    {
        Assert.True(LoadNumbers.TryParseTimeRange(text, out TimeRange range));
        Assert.Equal(new TimeRange(TimeSpan.FromMilliseconds(shortest), TimeSpan.FromMilliseconds(longest)), range);
    }

    [Theory]
    [InlineData("2s..1s")]
    [InlineData("1h")]
    [InlineData("..1s")]
    public void What_is_no_think_time(string text) => Assert.False(LoadNumbers.TryParseTimeRange(text, out _));

    [Theory]
    [InlineData("a:80:b:81", "a", 80, "b", 81)]
    [InlineData("::[::1]:8080", "", 0, "::1", 8080)]
    [InlineData("[::1]:80::81", "::1", 80, "", 81)]
    public void Routes(string text, string host, int port, string toHost, int toPort)
    {
        Assert.True(HttpText.TryParseRoute(text, out HostRoute route));
        Assert.Equal(new HostRoute(host, port, toHost, toPort), route);
    }

    [Theory]
    [InlineData("a:80:b")]
    [InlineData("a:x:b:1")]
    [InlineData("a:70000:b:1")]
    public void What_is_no_route(string text) => Assert.False(HttpText.TryParseRoute(text, out _));

    [Fact]
    public void Pins_may_have_addresses_of_both_families()
    {
        Assert.True(HttpText.TryParsePin("h:80:127.0.0.1,::1", out HostPin? pin));
        Assert.Equal(("h", 80), (pin!.Host, pin.Port));
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], pin.Addresses);
        Assert.False(HttpText.TryParsePin("h:80:name", out _));
    }
}
