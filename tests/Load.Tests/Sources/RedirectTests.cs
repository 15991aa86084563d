using System;
using System.Linq;
using FastHttp;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using Reply = Load.Tests.VirtualTarget.Reply;

namespace Load.Tests.Sources;

/// <summary>What a redirect makes of a request, and which are left alone; and cookies beside a request's own.</summary>
public sealed class RedirectTests
{
    private static readonly RequestHeader[] s_fields =
        [new("Host", "target"), new("Content-Type", "text/x"), new("X-Kept", "yes")];

    [Theory]
    [InlineData(301, "GET", "")]
    [InlineData(302, "GET", "")]
    [InlineData(303, "GET", "")]
    [InlineData(307, "POST", "a=1")]
    [InlineData(308, "POST", "a=1")]
    public void A_redirect_keeps_the_fields_and_the_body_only_where_it_says_so(int status, string method, string body)
    {
        VirtualTarget target = new()
        {
            Answer = item => item.Target == "/from"
                ? new Reply { Status = status, Fields = "Location: /to?b=c#d\r\n" }
                : new Reply { DelayMs = 1 },
        };

        RunSnapshot run = Run(target, new("POST", "/from", s_fields, "a=1"u8.ToArray(), HasBody: true), redirects: 1);

        VirtualTarget.Arrival hop = target.Arrivals[1];
        Assert.Equal((method, "/to?b=c", body), (hop.Method, hop.Target, hop.Body));
        Assert.Equal(("target", "yes"), (hop.FieldOf("Host"), hop.FieldOf("X-Kept")));
        Assert.Equal(method == "POST" ? ("text/x", "3") : (null, null), (
            hop.FieldOf("content-type"), hop.FieldOf("Content-Length")));
        Assert.Equal(("/from", 0), (target.Arrivals[2].Target, run.RedirectsElsewhere));
    }

    [Theory]
    [InlineData("http://other/", "/ / /")]
    [InlineData("https://target/", "/ / /")]
    [InlineData("http://target:81/", "/ / /")]
    [InlineData("http://TARGET:80/x", "/ /x /x /")]
    [InlineData("//target/x", "/ /x /x /")]
    [InlineData("x", "/ /x /x /")]
    public void A_redirect_to_another_origin_is_counted_and_left_alone(string location, string targets)
    {
        VirtualTarget target = new()
        {
            Answer = _ => new Reply { Status = 302, Fields = $"Location: {location}\r\n", DelayMs = 1 },
        };

        RunSnapshot run = Run(target, new("GET", "/", s_fields, [], HasBody: false), redirects: 2);

        string[] expected = targets.Split(' ');
        Assert.Equal(expected, target.Arrivals.Take(expected.Length).Select(item => item.Target));

        // One too many is an answer like any other.
        Assert.Equal(expected.Length == 3 ? run.Completed : 0, run.RedirectsElsewhere);
    }

    // A form that is answered with 303 is fetched, which may be repeated, and a connection that closes still does.
    [Theory]
    [InlineData("POST", false, RequestTraits.None, RequestTraits.Idempotent)]
    [InlineData("POST", true, RequestTraits.Close, RequestTraits.Idempotent | RequestTraits.Close)]
    [InlineData(
        "HEAD", false, RequestTraits.Head | RequestTraits.Idempotent, RequestTraits.Head | RequestTraits.Idempotent)]
    public void A_redirect_says_what_may_become_of_it(
        string method, bool closes, RequestTraits before, RequestTraits after)
    {
        VirtualTarget target = new()
        {
            Answer = item => item.Target == "/"
                ? new Reply { Status = 303, Fields = "Location: /to\r\n", Body = method == "HEAD" ? "" : "ok" }
                : new Reply { DelayMs = 1, Body = "" },
        };
        RequestHeader[] fields = closes ? [.. s_fields, new("Connection", "close")] : s_fields;
        RequestSpec request = new(method, "/", fields, [], HasBody: false);
        RunPlan plan = VirtualRun.Plan(seconds: 0.0005) with
        {
            MaxRedirects = 1,
            Request = RequestBytes.Prepare(request, copies: 1),
        };
        ScriptedSource source = new(FastHttp.Load.RequestSources.For(plan)[0]);
        using VirtualRun run = new(plan, target, [source], pacers: null);

        run.ToEnd();

        Assert.Equal([before, after], source.Traits);
    }

    [Fact]
    public void What_a_redirect_asks_of_one_user_is_sent_by_that_user()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target == "/"
                ? new Reply { Status = 302, Fields = $"Location: /{item.Connection}\r\n", DelayMs = item.Connection }
                : new Reply { DelayMs = 3 },
        };

        VirtualRun.Of(
            VirtualRun.Plan(connections: 3, seconds: 0.1) with { MaxRedirects = 1 }, target);

        Assert.All(target.Arrivals, item => Assert.Equal(
            item.Number % 2 == 0 ? "/" : $"/{item.Connection}", item.Target));
    }

    [Fact]
    public void A_redirect_of_a_whole_url_stays_one()
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target.EndsWith('a')
                ? new Reply { Status = 302, Fields = "Location: /b\r\n", DelayMs = 1 }
                : new Reply { DelayMs = 1 },
        };

        Run(target, new("GET", "http://target/a", s_fields, [], HasBody: false), redirects: 1);

        Assert.Equal(["http://target/a", "http://target/b"], target.Arrivals.Take(2).Select(item => item.Target));
    }

    [Fact]
    public void A_cookie_goes_after_those_of_the_request()
    {
        VirtualTarget target = new()
        {
            Answer = static item => new Reply
            {
                DelayMs = 1,
                Fields = item.Number == 0 ? "Set-Cookie: id=7; Path=/\r\nSet-Cookie: in=x; Path=/inner\r\n" : "",
            },
        };
        RequestHeader[] headers = [new("Host", "target"), new("cookie", "own=1"), new("X-Last", "z")];
        RunPlan plan = VirtualRun.Plan(seconds: 0.0055) with { KeepsCookies = true };
        RequestSpec request = new("POST", "/inner/page?q", headers, "body"u8.ToArray(), HasBody: true);

        VirtualRun.Of(plan with { Request = RequestBytes.Prepare(request, copies: 1) }, target);

        Assert.Equal(["own=1", "own=1; in=x; id=7"], target.Arrivals.Take(2).Select(item => item.FieldOf("Cookie")));
        Assert.All(target.Arrivals, item => Assert.Equal(("z", "body"), (item.FieldOf("X-Last"), item.Body)));
        Assert.All(target.Arrivals, item => Assert.Single(
            item.Head.Split("\r\n"), line => line.StartsWith("cookie:", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Cookies_and_fields_have_room_however_long_they_are()
    {
        string name = new('n', 3_000);
        VirtualTarget target = new()
        {
            Answer = item => new Reply
            {
                DelayMs = 1,
                Fields = item.Number < 3 ? $"Set-Cookie: {name}{item.Number}={item.Number}\r\n" : "",
            },
        };
        RequestHeader[] headers = [new("Host", "target"), new("X-Long", new string('x', 5_000))];
        RunPlan plan = VirtualRun.Plan(seconds: 0.0055) with { KeepsCookies = true, RequestsPerConnection = 5 };
        RequestSpec request = new("GET", "/" + new string('p', 200), headers, [], HasBody: false);

        VirtualRun.Of(plan with { Request = RequestBytes.Prepare(request, copies: 1) }, target);

        Assert.Equal(
            [null, $"{name}0=0", $"{name}0=0; {name}1=1", $"{name}0=0; {name}1=1; {name}2=2"],
            target.Arrivals.Take(4).Select(item => item.FieldOf("Cookie")));
        Assert.Equal("close", target.Arrivals[4].FieldOf("Connection"));
        Assert.All(target.Arrivals, item => Assert.Equal(5_000, item.FieldOf("X-Long")!.Length));
        Assert.Null(target.Arrivals[5].FieldOf("Cookie"));
    }

    private static RunSnapshot Run(VirtualTarget target, RequestSpec request, int redirects) => VirtualRun.Of(
        VirtualRun.Plan(seconds: 0.0305) with
        {
            MaxRedirects = redirects,
            Request = RequestBytes.Prepare(request, copies: 1),
        },
        target);
}
