using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Runner.Tests.Scripting;

namespace Runner.Tests.Scenarios;

// Scenarios on each engine against a server in this process. Runs end by their data.
public sealed class ScenarioRunTests : IAsyncLifetime
{
    private ShopServer _shop = null!;

    public static IEnumerable<object[]> All() => Engines.All();

    public async Task InitializeAsync() => _shop = await ShopServer.StartAsync();

    public async Task DisposeAsync() => await _shop.DisposeAsync();

    [Theory, MemberData(nameof(All))]
    public async Task A_user_logs_in_keeps_the_token_and_goes_on(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            local accounts = data.csv("accounts.csv")
            function user(u)
              rows:unique()
              local who = accounts:next()
              local r = u:post("/login", { json = { name = who.name, password = who.password }, name = "login" })
              if not check(r, "logged in", r.status == 200) then return end
              local token = r:json().token
              for i = 1, 3 do
                local item = u:get("/items/" .. u:random(1, 1000),
                  { name = "/items/:id", headers = { Authorization = "Bearer " .. token } })
                check(item, "has a price", item:json("price") ~= nil)
                check(item, "null is nothing", item:json("sale") == nil)
                check(item, "lists count from 1", item:json("tags[2]") == "b" and item:json("tags.1") == "a")
              end
              u:post("/cart", { form = { id = 7, note = "a b&c" }, name = "cart" })
            end
            """, iterations: 4);
        scenario.Add("accounts.csv", "name,password\nann,secret\nbob,wrong\n");
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url, "--threshold", "checks>50%");
        Assert.Equal(
            ["logged in 2/2", "has a price 6/0", "null is nothing 6/0", "lists count from 1 6/0"],
            ScenarioUnderTest.ChecksOf(run));
        Assert.Equal("POST /login: 401 with 14 bytes: wrong password", run.Checks![0].Sample);
        Assert.Equal(
            [("POST", "login", 4), ("GET", "/items/:id", 6), ("POST", "cart", 2)],
            run.Groups!.Select(group => (group.Method!, group.Name, (int)group.Requests.Completed)));
        Assert.Equal((4, 0), ((int)run.Iterations!.Completed, (int)run.Iterations.Failed!));
        Assert.Equal(4, run.Iterations.Duration!.Count);
        Assert.Equal(12, run.Requests.Completed);
        Assert.Equal(2, _shop.Count("POST /cart id=7&note=a%20b%26c"));
        Assert.True(Assert.Single(run.Thresholds!).Ok);
        Assert.Contains(
            run.Warnings, line => line.StartsWith("data: all 4 rows of rows.txt", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Every_verb_and_option_goes_out_as_it_is_written(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local function shown(r, text) check(r, text, r.body == text) end
              shown(u:get("/a?b=1"), "GET /a?b=1\n\n\n")
              shown(u:get("/a#part"), "GET /a\n\n\n")
              shown(u:post("/a"), "POST /a\nContent-Length: 0\n\n")
              shown(u:post("/a", "text"), "POST /a\nContent-Length: 4\n\ntext")
              shown(u:put("/a", { json = { "x" } }),
                "PUT /a\nContent-Length: 5\nContent-Type: application/json\n\n[\"x\"]")
              shown(u:patch("/a", { body = "x", headers = { ["content-type"] = "t/t" } }),
                "PATCH /a\nContent-Length: 1\nContent-Type: t/t\n\nx")
              shown(u:delete("/a"), "DELETE /a\n\n\n")
              shown(u:options("/a"), "OPTIONS /a\n\n\n")
              shown(u:request("REPORT", "/a", { headers = { ["X-B"] = 7 } }), "REPORT /a\nX-B: 7\n\n")
              local r = u:head("/a")
              check(r, "head", r.status == 200 and r.body == "")
            end
            """);
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        AssertHeld(run, 10);
    }

    [Theory, MemberData(nameof(All))]
    public async Task An_answer_has_headers_in_any_case_and_stays_what_it_was(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local first = u:get("/items/1")
              local second = u:get("/list?page=3")
              check(first, "body", first.body == "log in first" and second:find("%[(%d+)") == "31")
              check(first, "headers", first.headers["content-LENGTH"] == "12" and first.headers["X-None"] == nil)
              check(first, "no JSON is nothing", first:json("a.b") == nil)
              check(first, "time", first.time >= 0 and first.time < 60)
              check(first, function() end)
            end
            """);
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        Assert.Equal(4, run.Checks!.Sum(check => check.Pass));
        ErrorFigures error = Assert.Single(run.Errors, error => error.Kind == "script");
        Assert.EndsWith("x.lua:9: check: expected check(r, \"what is right\", condition)", error.Message);
    }

    [Theory, MemberData(nameof(All))]
    public async Task An_error_ends_the_iteration_and_the_counts_are_true(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              local row = tonumber(rows:unique())
              u:get("/a", { name = "a" })
              if row % 2 == 0 then local none = nil; none.field = 1 end
              if row == 9 then u:get("no slash") end
              u:get("/b", { name = "b" })
            end
            """, iterations: 10);
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url, "--threshold", "failed_iterations==6");
        Assert.Equal((4, 6, 14), (run.Iterations!.Completed, run.Iterations.Failed, run.Requests.Completed));
        Assert.Equal([10, 4], run.Groups!.Select(group => (int)group.Requests.Completed));
        ErrorFigures[] errors = [.. run.Errors.Where(error => error.Kind == "script")];
        Assert.Equal([5, 1], errors.Select(error => (int)error.Count));
        Assert.Contains("x.lua:4: attempt to index", errors[0].Message, StringComparison.Ordinal);
        Assert.EndsWith("x.lua:5: 'no slash' does not begin with /", errors[1].Message);
        Assert.True(Assert.Single(run.Thresholds!).Ok);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Cookies_belong_to_a_user_and_redirects_are_followed(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local before = u:get("/whoami")
              u:post("/login", { json = { name = "ann", password = "secret" } })
              local after = u:get("/whoami")
              check(after, "cookies", before.body == "" and after.body == "session=s-ann")
              local own = u:get("/whoami", { headers = { Cookie = "a=b" } })
              check(own, "own", own.body == "a=b")
              local get = u:get("/moved", { name = "moved" })
              check(get, "get", get.status == 200 and get.body == "ok")
              check(nil, "post", u:post("/moved", { form = { a = 1 } }).body == "ok")
              check(nil, "not followed", u:get("/moved", { redirects = 0 }).status == 302)
              check(nil, "off", u:get("/moved", { redirects = false }).status == 302)
              local done, fault = pcall(u.get, u, "/moved", { redirects = true })
              check(nil, "wrong", not done and fault:find("redirects: a number is expected", 1, true))
              check(nil, "elsewhere", u:get("/moved/away").status == 302)
            end
            """, iterations: 2);
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        AssertHeld(run, 16);
        Assert.Equal(4, _shop.Count("GET /target?from=moved"));
        Assert.Contains(
            run.Warnings, line => line.StartsWith("2 redirects were not followed", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Headers_of_the_run_stand_once(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local first = u:get("/whoami")
              check(first, "of the run", first.body == "consent=yes")
              u:post("/login", { json = { name = "ann", password = "secret" } })
              local both = u:get("/whoami")
              check(both, "joined", both.body == "consent=yes; session=s-ann")
              local own = u:get("/whoami", { headers = { Cookie = "a=b" } })
              check(own, "own", own.body == "a=b")
            end
            """, iterations: 2);
        ResultDocument run = await scenario.RunAsync(
            engine, _shop.Url, "-H", "Cookie: consent=yes", "-H", "Content-Type: application/json");
        AssertHeld(run, 6);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_request_without_an_answer_says_why_and_the_user_goes_on(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local r = u:get("/never", { timeout = 0.05 })
              check(r, "timeout", r.status == 0 and r.error == "no complete response in time" and r.body == "")
              check(r, "no header", r.headers["a"] == nil)
              check(nil, "goes on", u:get("/close").body == "bye" and u:get("/a").status == 200)
            end
            """);
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        AssertHeld(run, 3);
        Assert.Equal((2, 1), (run.Requests.Completed, run.Requests.Failed));
        Assert.Equal("timeout", Assert.Single(run.Errors).Kind);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_connection_that_cannot_be_made_fails_the_request_that_waits_for_it(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local r = u:get("/a")
              check(r, "refused", r.status == 0 and r.error == "connection refused")
            end
            """, iterations: 3);

        // The port is held to the end, so that nothing else answers there.
        using Testing.RefusingPort port = new();
        using Socket gone = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        gone.Bind(port.EndPoint);
        gone.Listen();
        ResultDocument run = await scenario.RunAsync(engine, $"http://127.0.0.1:{port.Port}", () =>
        {
            gone.Dispose();
            return Task.CompletedTask;
        });
        AssertHeld(run, 3);
        Assert.Equal((0, 3), (run.Requests.Completed, run.Iterations!.Completed));
        Assert.Equal(3, Assert.Single(run.Groups!).Requests.Failed);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Kinds_of_users_start_by_weight(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            user "browse" { weight = 9, function(u) rows:unique() u:get("/a") end }
            user "buy" { weight = 1, function(u) rows:unique() u:get("/b") end }
            """, iterations: 40);
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        Assert.Equal(
            [("browse", 36), ("buy", 4)],
            run.Iterations!.Users!.Select(user => (user.Name!, (int)user.Completed)));
        Assert.Equal((36, 4), (_shop.Count("GET /a"), _shop.Count("GET /b")));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Setup_and_teardown_run_once_and_hand_data_on(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            local names = require "names"
            function setup(u)
              local r = u:post("/login", { json = { name = names.first, password = "secret" } })
              return { token = r:json("token"), list = { 1, 2 } }
            end
            function user(u, shared)
              rows:unique()
              shared.list[1] = shared.list[1] + 0
              check(u:get("/items/3", { headers = { Authorization = "Bearer " .. shared.token } }), "in",
                shared.token == "t-ann" and #shared.list == 2)
            end
            function teardown(u, shared) u:delete("/sessions/" .. shared.token) end
            """, iterations: 20);
        scenario.Add("names.lua", "return { first = \"ann\" }");
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url, "-c4", "-t2");
        AssertHeld(run, 20);
        Assert.Equal((1, 1), (_shop.Count("POST /login"), _shop.Count("DELETE /sessions/t-ann")));
        Assert.Equal((20, 20), (run.Requests.Completed, run.Iterations!.Completed));
        Assert.Equal("/items/3", Assert.Single(run.Groups!).Name);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Rows_are_shared_by_all_threads(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            local people = data.json("people.json")
            local words = data.lines("words.txt")
            function user(u)
              local row = rows:unique()
              local person = people:next()
              check(nil, "json", person.tags[1] == "t" and people.count == 3)
              check(nil, "index", people[2].name == "b" and people[4] == nil)
              local word = words:random()
              check(nil, "lines", word == "x" or word == "y z")
              u:get("/row/" .. row .. "/" .. person.name)
            end
            """, iterations: 30);
        scenario.Add(
            "people.json", """[{"name":"a","tags":["t"]},{"name":"b","tags":["t"]},{"name":"c","tags":["t"]}]""");
        scenario.Add("words.txt", "x\r\n\ny z\n");
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url, "-c6", "-t2");
        AssertHeld(run, 90);
        string[] paths = [.. _shop.Requests.Select(request => request.Split(' ')[1])];
        Assert.Equal(30, paths.Select(path => path.Split('/')[2]).Distinct().Count());
        Assert.Equal([10, 10, 10], paths.GroupBy(path => path[^1]).Select(group => group.Count()));
    }

    [Theory, MemberData(nameof(All))]
    public async Task Groups_name_their_requests_and_are_timed(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local result = group("checkout", function()
                u:get("/cart?x=1")
                return group("pay", function() return u:post("/pay", { name = "pay" }).status end)
              end)
              check(nil, "result", result == 200)
              u:get("/after")
            end
            """, iterations: 3);
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        AssertHeld(run, 3);
        Assert.Equal(
            ["checkout: /cart", "checkout / pay: pay", "/after"], run.Groups!.Select(group => group.Name));
        Assert.Equal(
            [("checkout / pay", 3), ("checkout", 3)],
            run.Iterations!.Groups!.Select(group => (group.Name!, (int)group.Completed)));
    }

    [Theory, MemberData(nameof(All))]
    public async Task The_seed_makes_numbers_repeatable_and_ids_are_unique(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              u:think(0.0001, 0.001)
              u:get("/" .. u.id .. "/" .. u.iteration .. "/" .. u:random(1000) .. "/" .. (u:random() < 1 and 1 or 0))
            end
            """, iterations: 4);
        await scenario.RunAsync(engine, _shop.Url, "--seed", "7");
        string[] first = [.. _shop.Requests];
        Assert.Equal(["/1/1/", "/1/2/", "/1/3/", "/1/4/"], first.Select(request => request.Split(' ')[1][..5]));
        _shop.Requests.Clear();
        await scenario.RunAsync(engine, _shop.Url, "--seed", "7");
        Assert.Equal(first, _shop.Requests);
        _shop.Requests.Clear();
        await scenario.RunAsync(engine, _shop.Url, "--seed", "8");
        Assert.NotEqual(first, _shop.Requests);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Coroutines_of_the_script_may_send_too(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local pages = coroutine.wrap(function()
                for page = 1, 2 do coroutine.yield(u:get("/list?page=" .. page):json("items[1]")) end
              end)
              check(nil, "yielded", pages() == 11 and pages() == 21)
              local ok, message = pcall(function() u:get("/a") error("inner", 0) end)
              check(nil, "pcall", not ok and message == "inner")
            end
            """);
        AssertHeld(await scenario.RunAsync(engine, _shop.Url), 2);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Files_are_uploaded_as_a_form(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local r = u:post("/upload", { form = { title = "A" }, files = { doc = "a.txt",
                raw = { content = "xyz", name = "r.bin", type = "a/b" } } })
              check(r, "multipart", r:json("type"):find("^multipart/form%-data; boundary=") ~= nil)
            end
            """);
        scenario.Add("a.txt", "hello");
        AssertHeld(await scenario.RunAsync(engine, _shop.Url), 1);
        string sent = Assert.Single(_shop.Requests);
        Assert.Contains("name=\"title\"\r\n\r\nA\r\n", sent, StringComparison.Ordinal);
        Assert.Contains(
            "name=\"doc\"; filename=\"a.txt\"\r\nContent-Type: application/octet-stream\r\n\r\nhello\r\n",
            sent,
            StringComparison.Ordinal);
        Assert.Contains(
            "name=\"raw\"; filename=\"r.bin\"\r\nContent-Type: a/b\r\n\r\nxyz\r\n", sent, StringComparison.Ordinal);
    }

    // The server answers three at once: with one user nothing would ever come to its end.
    [Theory, MemberData(nameof(All))]
    public async Task Iterations_begin_on_schedule_and_users_are_made_for_them(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              check(nil, "met", u:get("/meet").body == "3")
            end
            """, iterations: 12);
        ResultDocument run = await scenario.RunAsync(
            engine, _shop.Url, "-R200", "--max-users", "3", "--timeout", "1m", "--threshold", "iterations==12");
        AssertHeld(run, 12);
        Assert.Equal((3, 12, 12), (run.Connections!.Opened, run.Requests.Completed, run.Iterations!.Completed));
        Assert.NotNull(run.Iterations.Late);
        Assert.NotNull(run.Iterations.Target);
        Assert.Null(run.Rate.Target);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_column_that_there_is_not_is_told_and_a_row_is_a_plain_table_else(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            local accounts = data.csv("accounts.csv")
            function user(u)
              rows:unique()
              local who = accounts:next()
              local r = u:post("/cart", { json = who })
              check(r, "json", r:json("name") == "ann" and r:json("password") == "secret" and who[1] == nil)
              local ok, message = pcall(function()
                return accounts[1].pasword
              end)
              check(nil, message, not ok)
              return who.Name
            end
            """);
        scenario.Add("accounts.csv", "name,password\nann,secret\n");
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        Assert.Equal("json 1/0", ScenarioUnderTest.ChecksOf(run)[0]);
        Assert.EndsWith(
            "x.lua:8: no column 'pasword'; there are name, password 1/0", ScenarioUnderTest.ChecksOf(run)[1]);
        Assert.EndsWith(
            "x.lua:11: no column 'Name'; there are name, password", Assert.Single(run.Errors).Message);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_dot_in_place_of_a_colon_is_told(string engine)
    {
        string[] calls =
        [
            "u.get(\"/x\")", "u.post(\"/x\", \"text\")", "u.put()", "u.patch(\"/x\")", "u.delete(\"/x\")",
            "u.head(\"/x\")", "u.options(\"/x\")", "u.request(\"REPORT\", \"/x\")", "u.batch { \"/x\" }",
            "u.think(0.5, 2)", "u.random(6)", "r.json(\"a\")", "r.find(\"a\")", "rows.next()", "rows.random()",
            "rows.unique()",
        ];
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              local r = u:get("/a")
              local function try(run) local ok, message = pcall(run) check(nil, message, not ok) end

            """ + string.Concat(calls.Select(call => $"try(function() local x = {call} end)\n")) + "end");
        ResultDocument run = await scenario.RunAsync(engine, _shop.Url);
        Assert.Equal(
            calls.Select((call, at) => $"x.lua:{at + 5}: write {Regex.Match(call, "^[a-z]+.").Value[..^1]}:"
                + $"{Regex.Match(call, @"\.([a-z]+)").Groups[1].Value}("),
            run.Checks!.Select(check => Regex.Match(check.Name, @"x\.lua.*\(").Value));
        Assert.All(run.Checks!, check => Assert.EndsWith("), with a colon", check.Name, StringComparison.Ordinal));
    }

    // The same numbers on both engines, since a seed is to mean something.
    [Fact]
    public async Task Both_engines_send_the_same()
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              u:get("/" .. u:random(10) .. "/" .. u:random(5, 9) .. "/" .. 10 / 2)
            end
            """, iterations: 5);
        List<string[]> sent = [];
        foreach (object[] engine in Engines.All())
        {
            _shop.Requests.Clear();
            await scenario.RunAsync((string)engine[0], _shop.Url);
            sent.Add([.. _shop.Requests]);
        }

        Assert.All(sent, requests => Assert.Equal(sent[0], requests));
        Assert.EndsWith("/5", sent[0][0]);
    }

    private static void AssertHeld(ResultDocument run, long count)
    {
        ScenarioUnderTest.AssertAllHold(run);
        Assert.Equal(count, run.Checks!.Sum(check => check.Pass));
    }
}
