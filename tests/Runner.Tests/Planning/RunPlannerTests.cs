using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Load.Planning;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;

namespace Runner.Tests.Planning;

public sealed class RunPlannerTests
{
    [Theory]
    [InlineData("-t0 -c0 notaurl", null)]
    [InlineData("-d0 notaurl", null)]
    [InlineData("-t2 -c1", null)]
    [InlineData("-t2 -c1 notaurl", "invalid URL: notaurl")]
    [InlineData("-t2 -c1 http://h/", "number of connections must be >= threads")]
    [InlineData("-c0 http://h/", "number of connections must be >= threads")]
    [InlineData("-c3G http://h/", null)]
    public void Checks_come_in_order_and_show_the_usage(string line, string? message)
    {
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(CliParser.Parse(line.Split(' ')).Options);
        Assert.Null(plan);
        Assert.Equal(new PlanError(message, ShowUsage: true), error! with { Hint = null });
    }

    [Theory]
    [InlineData("-c1", 1, 1)]
    [InlineData("-c5", 2, 5)]
    [InlineData("-c1 -t1", 1, 1)]
    [InlineData("--stage 1s:1", 1, 1)]
    public void W28_There_are_no_more_threads_than_connections(string line, int lanes, int connections)
    {
        RunPlan plan = Plan([.. line.Split(' '), "http://h/"]);
        Assert.Equal((lanes, connections), (plan.Lanes, plan.Connections));
    }

    [Theory]
    [InlineData("-c1 -t2 http://h/", "each thread needs a connection: -t 1 or fewer, or more with -c")]
    [InlineData("-c1", "the URL is missing")]
    [InlineData("-t0 http://h/", "-t 0 has no thread to make load")]
    [InlineData("-d0 http://h/", "-d 0 ends before it begins")]
    [InlineData("http://h/\u00fc", "percent-encode it: http://h/%C3%BC")]
    public void U2_What_wrk_says_by_its_usage_alone_has_a_reason(string line, string hint) =>
        Assert.Equal(hint, RunPlanner.Plan(CliParser.Parse(line.Split(' ')).Options).Error!.Hint);

    [Fact]
    public void W27_A_blank_is_encoded_in_the_hint() => Assert.Equal(
        "percent-encode it: http://h/a%20b%41",
        RunPlanner.Plan(new CliOptions { Url = "http://h/a b%41" }).Error!.Hint);

    [Theory]
    [InlineData(1, 1, new[] { 1 })]
    [InlineData(2, 5, new[] { 3, 2 })]
    [InlineData(3, 9, new[] { 3, 3, 3 })]
    [InlineData(4, 7, new[] { 2, 2, 2, 1 })]
    public void The_remainder_is_distributed(int lanes, int connections, int[] shares)
    {
        RunPlan plan = Plan("-t", $"{lanes}", "-c", $"{connections}", "http://h/");
        Assert.Equal(shares, Enumerable.Range(0, lanes).Select(plan.ConnectionsOf));
    }

    [Fact]
    public void What_was_typed_arrives()
    {
        RunPlan plan = Plan(
            "-d3", "-T5", "-L", "-s", "x.lua", "--latency-correction=none", "--transport=sockets",
            "https://h:8443/p", "a", "b");
        Assert.Equal(new HttpEndPoint(true, "h", 8443), plan.Target);
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)), (plan.Duration, plan.Timeout));
        Assert.Equal(("https://h:8443/p", "x.lua", true), (plan.Url, plan.ScriptPath, plan.PrintLatency));
        Assert.Equal((LatencyCorrection.None, TransportChoice.Sockets), (plan.LatencyCorrection, plan.Transport));
        Assert.Equal(["a", "b"], plan.ScriptArguments);
    }

    [Fact]
    public void A_unix_socket_takes_host_and_path_from_the_url()
    {
        RunPlan plan = Plan("--unix-socket", "/run/s", "http://h/p");
        Assert.Equal("/run/s", plan.Target.UnixPath);
        Assert.Equal("GET /p HTTP/1.1\r\nHost: h\r\n\r\n", TextOf(plan));
    }

    public static TheoryData<string[], string> Wire() => new()
    {
        { [], "Host: h\r\n" },
        { ["A: b: c"], "Host: h\r\nA: b: c\r\n" },
        { ["E: "], "Host: h\r\nE: \r\n" },
        { ["E:"], "Host: h\r\nE: \r\n" },
        { ["Foo:bar"], "Host: h\r\nFoo: bar\r\n" },
        { ["Foo:  bar "], "Host: h\r\nFoo:  bar \r\n" },
        { ["Foo"], "Host: h\r\n" },
        { ["X: 1", "Y: 2", "X: 3"], "Host: h\r\nX: 3\r\nY: 2\r\n" },
        { ["X: 1", "x: 2"], "Host: h\r\nX: 1\r\nx: 2\r\n" },
        { ["Host: example.com"], "Host: example.com\r\n" },
        { ["host: low"], "Host: low\r\n" },
        { ["Content-Length: 5"], "Host: h\r\n" },
        { ["content-length: 5"], "Host: h\r\n" },
        { ["X: a\r\nX: b"], "Host: h\r\nX: a\r\nX: b\r\n" },
        { ["X: ü"], "Host: h\r\nX: ü\r\n" },
    };

    [Theory]
    [MemberData(nameof(Wire))]
    public void Headers_on_the_wire(string[] headers, string expected)
    {
        RunPlan plan = Plan([.. headers.SelectMany(h => new[] { "-H", h }), "http://h/p?q"]);
        Assert.Equal($"GET /p?q HTTP/1.1\r\n{expected}\r\n", TextOf(plan));
    }

    [Theory]
    [InlineData("Foo", "header 'Foo' is not sent: it has no colon")]
    public void Headers_that_are_not_what_they_seem_are_warned_of(string header, string warning) =>
        Assert.Equal([warning], Plan("-H", header, "http://h/").Warnings);

    [Theory]
    [InlineData("Bad Name: x", "invalid character in header at 3:4")]
    [InlineData(": x", "invalid character in header at 3:1")]
    [InlineData("X: a\u0001b", "invalid character in header at 3:5")]
    [InlineData("Transfer-Encoding: chunked", "incomplete request at 5:1")]
    public void Requests_that_are_not_http_are_refused(string header, string message)
    {
        (_, PlanError? error) = RunPlanner.Plan(CliParser.Parse(["-H", header, "http://h/"]).Options);
        Assert.Equal(new PlanError(message, ShowUsage: false), error);
    }

    [Theory]
    [InlineData("Connection: close", RequestTraits.Idempotent | RequestTraits.Close)]
    [InlineData("connection: foo, Close", RequestTraits.Idempotent | RequestTraits.Close)]
    [InlineData("Connection: keep-alive", RequestTraits.Idempotent)]
    public void Traits_follow_the_headers(string header, RequestTraits expected) =>
        Assert.Equal([expected], Plan("-H", header, "http://h/").Request.Traits.ToArray());

    private static string TextOf(RunPlan plan) => Encoding.UTF8.GetString(plan.Request.Bytes.Span);

    private static RunPlan Plan(params IReadOnlyList<string> args)
    {
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(CliParser.Parse(args).Options);
        Assert.Null(error);
        Assert.NotNull(plan);
        return plan;
    }
}
