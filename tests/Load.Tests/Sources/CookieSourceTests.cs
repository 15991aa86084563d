using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using FastHttp.Load;
using FastHttp.Load.Planning;

namespace Load.Tests.Sources;

/// <summary>Cookies in the time of the run.</summary>
public sealed class CookieSourceTests
{
    // Answers take 300 ms, and the first one sets a cookie, which ends 1000 or 2000 ms after that.
    [Theory]
    [InlineData("a=b; Max-Age=1", 4)]
    [InlineData("a=b; Max-Age=2", 7)]
    [InlineData("a=b; Max-Age=0", 0)]
    [InlineData("a=b", 9)]
    public void A_cookie_is_sent_until_its_time_is_over(string cookie, int sent)
    {
        VirtualTarget target = new()
        {
            Answer = item => new VirtualTarget.Reply
            {
                DelayMs = 300,
                Fields = item.Number == 0 ? $"Set-Cookie: {cookie}\r\n" : "",
            },
        };
        LoadOptions options = VirtualRun.Options with
        {
            KeepsCookies = true,
            RequestCount = 10,
            Duration = TimeSpan.FromSeconds(5),
        };
        RunPlan plan = PlanBuilder.Build(options) with { Addresses = [new IPEndPoint(IPAddress.Loopback, 80)] };
        VirtualRun.Of(plan, target);

        IEnumerable<string?> cookies = target.Arrivals.Select(arrival => arrival.FieldOf("Cookie"));
        Assert.Equal([null, .. Enumerable.Repeat("a=b", sent), .. Enumerable.Repeat<string?>(null, 9 - sent)], cookies);
    }
}
