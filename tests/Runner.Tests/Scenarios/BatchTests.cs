using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Load.Tests;
using Runner.Tests.Scripting;
using Reply = Load.Tests.VirtualTarget.Reply;

namespace Runner.Tests.Scenarios;

// Several requests at once: u:batch. They go out together on the user's connection and are answered in order.
public sealed class BatchTests
{
    // What a user does once; then it waits for the end of the run.
    private const string Once = "function user(u)\n if u.iteration > 1 then u:think(1000) end\n";

    // A user that sends three at once and prints what came of them, and then one more.
    private const string Three = Once + """
        local list = u:batch { { "GET", "/a" }, { "GET", "/b?x=1", { name = "b" } }, { url = "/c", timeout = 0.05 } }
        for i, r in ipairs(list) do print(r.status, r.body, r.time, r.error) end
        print(#list, u:get("/d").status)
        end
        """;

    public static IEnumerable<object[]> All() => Engines.All();

    [Theory, MemberData(nameof(All))]
    public void Requests_go_out_together_and_each_has_its_name_and_its_latency(string engine)
    {
        VirtualTarget target = new()
        {
            Answer = static item => new Reply { DelayMs = 10 * "/abcd".IndexOf(item.Target[1]), Body = item.Target },
        };
        using VirtualScenario scenario = new(engine, Three, target);

        RunSnapshot run = scenario.ToEnd();

        Assert.Equal(
            ["200\t/a\t0.01\tnil", "200\t/b?x=1\t0.02\tnil", "200\t/c\t0.03\tnil", "3\t200"], scenario.Lines);
        Assert.Equal([0, 0, 0, 30], target.Arrivals.Select(item => Math.Round(item.Ms)));
        Assert.Equal((1, 4, 0, 4), (target.Accepted, run.Completed, run.Lost, run.Latency.Count));
        Assert.Equal(["/a", "b", "/c", "/d"], run.Entries.Select(entry => entry.Name));
        Assert.Equal([10_000, 20_000, 30_000, 40_000], run.Entries.Select(entry => entry.Latency.Maximum));
        Assert.Equal((10_000, 40_000), (run.Latency.Minimum, run.Latency.Maximum));
    }

    // The limit of the third: the connection goes, and with it the answer that the second waits for.
    [Theory, MemberData(nameof(All))]
    public void A_time_limit_fails_what_is_not_answered_by_then(string engine)
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target is "/a" or "/d"
                ? new Reply { DelayMs = 10 }
                : new Reply { IsSilence = true },
        };
        using VirtualScenario scenario = new(engine, Three, target);

        RunSnapshot run = scenario.ToEnd();

        const string Late = "0\t\t0.05\tno complete response in time";
        Assert.Equal(["200\tok\t0.01\tnil", Late, Late, "3\t200"], scenario.Lines);
        Assert.Equal((2, 2, 2), (target.Accepted, run.Completed, run.Lost));
        Assert.Equal([(1, 0), (1, 1), (1, 1), (1, 0)], run.Entries.Select(entry => (entry.Sent, entry.Unanswered)));
    }

    [Theory, MemberData(nameof(All))]
    public void A_connection_that_breaks_fails_what_is_not_answered(string engine)
    {
        VirtualTarget target = new()
        {
            Answer = static item => item.Target switch
            {
                "/b?x=1" => new Reply { Breaks = true },
                "/c" => new Reply { IsSilence = true },
                _ => new Reply(),
            },
        };
        using VirtualScenario scenario = new(engine, Three, target);

        RunSnapshot run = scenario.ToEnd();

        const string Broken = "0\t\t0\tclosed by the server before a response";
        Assert.Equal(["200\tok\t0\tnil", Broken, Broken, "3\t200"], scenario.Lines);
        Assert.Equal((2, 2, 2), (target.Accepted, run.Completed, run.Lost));
    }

    // RFC 9112 §9.6: what came after it has not been processed.
    [Theory, MemberData(nameof(All))]
    public void What_a_connection_closed_in_order_leaves_goes_out_on_the_next(string engine)
    {
        VirtualTarget target = new()
        {
            Answer = static item => item is { Connection: 0, Target: "/a" }
                ? new Reply { Fields = "Connection: close\r\n" }
                : new Reply { DelayMs = 10 },
        };
        using VirtualScenario scenario = new(engine, Three, target);

        RunSnapshot run = scenario.ToEnd();

        Assert.Equal(["200\tok\t0\tnil", "200\tok\t0.01\tnil", "200\tok\t0.01\tnil", "3\t200"], scenario.Lines);
        Assert.Equal((2, 4, 0), (target.Accepted, run.Completed, run.Lost));
        Assert.Equal(
            ["/b?x=1", "/c", "/d"], target.Arrivals.Where(item => item.Connection == 1).Select(item => item.Target));
    }

    [Theory, MemberData(nameof(All))]
    public void A_batch_that_is_none_is_told_with_its_line(string engine)
    {
        VirtualTarget target = new();
        using VirtualScenario scenario = new(engine, Once + """
            local function try(list)
              print(select(2, pcall(function()
                u:batch(list) -- line 5
              end)))
            end
            try("/a")
            try { a = 1 }
            try { 7 }
            try { { "GET", "no slash" } }
            try { { "GET", "/a" }, { "GET /a" } }
            try { { "GET", "/a", { nam = "a" } } }
            try { { "GET", "/a", { json = 1 }, name = "a" } }
            print(#u:batch {})
            end
            """, target);

        scenario.ToEnd();

        const string Expected =
            "batch: a list of requests is expected, such as { { \"GET\", \"/a\" }, { \"GET\", \"/b\" } }";
        IEnumerable<string> messages = scenario.Lines.Select(
            line => line[(line.IndexOf("x.lua", StringComparison.Ordinal) + 1)..]);
        Assert.Equal(
            [
                Expected,
                Expected,
                Expected,
                "'no slash' does not begin with /",
                "'GET /a' is no HTTP method",
                "there is no option 'nam'; there are json, form, files, body, headers, name, timeout and redirects",
                "batch: the option 'name' belongs with the others, in the third place",
                "0",
            ],
            messages.Select(line => line.Replace(".lua:5: ", "", StringComparison.Ordinal)));
        Assert.Empty(target.Arrivals);
    }

    // Bodies, HEAD, redirects, cookies, groups, and coroutines of the script's own.
    [Theory, MemberData(nameof(All))]
    public async Task A_batch_may_have_all_that_a_request_has(string engine)
    {
        await using ShopServer shop = await ShopServer.StartAsync();
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local list = group("all", function()
                return u:batch {
                  "/a",
                  { method = "POST", url = "/login", json = { name = "ann", password = "secret" }, name = "login" },
                  { "HEAD", "/b" },
                  { "GET", "/moved" },
                  { "POST", "/moved", { form = { a = 1 }, redirects = 0 } },
                  { "PUT", "/c", "text" },
                }
              end)
              check(list[1], "plain", list[1].body == "GET /a\n\n\n")
              check(list[2], "json", list[2]:json("token") == "t-ann")
              check(list[3], "head", list[3].status == 200 and list[3].body == "")
              check(list[4], "followed", list[4].status == 200 and list[4].body == "ok")
              check(list[5], "not followed", list[5].status == 303)
              check(list[6], "body", list[6].body:find("PUT /c\nContent-Length: 4\nCookie") == nil)
              local inner = coroutine.wrap(function() coroutine.yield(u:batch { "/whoami" }) end)
              check(nil, "cookies", inner()[1].body == "session=s-ann")
            end
            """, iterations: 3);
        ResultDocument run = await scenario.RunAsync(engine, shop.Url, "--timeout", "1m");
        ScenarioUnderTest.AssertAllHold(run);
        Assert.Equal(21, run.Checks!.Sum(check => check.Pass));
        Assert.Equal((24, 24, 0), (run.Requests.Completed, run.Latency!.Count, run.Requests.Failed));
        Assert.Equal(1, run.Connections!.Opened);
        Assert.Equal(
            ["all: /a", "all: login", "all: /b", "all: /moved", "all: /moved", "all: /c", "all: /target", "/whoami"],
            run.Groups!.Select(row => row.Name));
        Assert.All(run.Groups!, row => Assert.Equal(3, row.Requests.Completed));
    }
}
