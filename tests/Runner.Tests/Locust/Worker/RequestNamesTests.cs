using System.Collections.Generic;
using LocustBridge.Statistics;
using Runner.Locust.Options;
using Runner.Locust.Worker;
using Testing;

namespace Runner.Tests.Locust.Worker;

public sealed class RequestNamesTests
{
    private readonly LocustStatistics _statistics = new();

    [Theory]
    [InlineData("GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "GET", "/a")]
    [InlineData("POST /a?b=c HTTP/1.1\r\n\r\n", "POST", "/a?b=c")]
    [InlineData("\r\nGET /a HTTP/1.0\r\n\r\n", "GET", "/a")]
    [InlineData("GET /a\n", "GET", "/a")]
    public void ARowIsMethodAndTarget(string request, string method, string name) =>
        Assert.Equal(_statistics.GetEntry(method, name), Names().EntryOf(Bytes(request), default));

    [Fact]
    public void PatternsApplyOneAfterTheOther()
    {
        RequestNames names = Names(@"\d+=>[n]", @"\?.*=>", "(a)/=>$1$1/");
        Assert.Equal(
            _statistics.GetEntry("GET", "/aa/[n]/[n]"), names.EntryOf(Bytes("GET /a/1/22?q=3 HTTP/1.1\r\n"), default));
    }

    [Fact]
    public void ANameOfTheScriptsOwnIsTakenAsItIs() => Assert.Equal(
        _statistics.GetEntry("PUT", "/user/7 x"),
        Names(@"\d+=>[n]").EntryOf(Bytes("PUT /b HTTP/1.1\r\n"), "/user/7 x"u8));

    [Fact]
    public void AKnownTargetIsFoundAgainWithoutAllocation()
    {
        RequestNames names = Names(@"\d+=>[n]");
        byte[] first = Bytes("GET /1 HTTP/1.1\r\n");
        byte[] second = Bytes("GET /2 HTTP/1.1\r\n");
        int entry = names.EntryOf(first, default);
        Assert.Equal(entry, names.EntryOf(second, default));
        int round = 0;
        AllocationAssert.Zero(() =>
        {
            round++;
            names.EntryOf(round % 2 == 0 ? first : second, round % 3 == 0 ? "n"u8 : default);
        });
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private RequestNames Names(params string[] patterns)
    {
        List<NamePattern> parsed = [];
        foreach (string pattern in patterns)
        {
            parsed.Add(NamePattern.TryParse(pattern, out _)!);
        }

        return new RequestNames(_statistics, parsed);
    }
}
