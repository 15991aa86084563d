using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Runner.Tests.Scripting;

namespace Runner.Tests.Scenarios;

// What is no scenario, and what one must not have: one line, before the first request.
public sealed class ScenarioRefusalTests
{
    public static IEnumerable<object[]> All() => Engines.All();

    public static IEnumerable<object[]> Callbacks() => Engines.With("request", "response", "init", "delay", "done");

    public static IEnumerable<object[]> Misspelt() =>
        from engine in Engines.All()
        from text in new[]
        {
            ("function user(u) end\noptions = { cookie = false }",
                "x.lua:2: options: there is no option 'cookie'; there are cookies and redirects"),
            ("options = { cookies = false }\nfunction user(u) end\noptions.redirect = 1",
                "x.lua:1: options: there is no option 'redirect'; there are cookies and redirects"),
            ("function user(u) end\noptions = { redirects = \"many\" }",
                "x.lua:2: options: redirects: a number is expected, such as 3, or false for none"),
            ("\nuser \"b\" { weigth = 9, function(u) end }",
                "x.lua:2: user \"b\": there is no option 'weigth'; there are weight and the function"),
        }
        select new object[] { engine[0], text.Item1, text.Item2 };

    [Theory, MemberData(nameof(Callbacks))]
    public void A_script_is_a_scenario_or_for_wrk(string engine, string callback)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine, $"function user(u) end\nfunction {callback}() end");
        Assert.EndsWith(
            $"x.lua: the script has both user() and wrk's {callback}(): it is either a scenario or a script for wrk, "
                + "so remove one",
            script.Error!.Message,
            StringComparison.Ordinal);
        Assert.Equal(1, script.Error.ExitCode);
    }

    [Theory, MemberData(nameof(All))]
    public void A_script_for_wrk_sees_nothing_of_scenarios(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            local user = { name = "user" }
            print(check, data, group, _G.user, user["name"], coroutine.resume == debug.sethook)
            function request() return wrk.format("GET", "/" .. tostring(check)) end
            """).Loaded();
        Assert.Null(script.Host!.Scenario);
        Assert.StartsWith("nil\tnil\tnil\tnil\tuser\tfalse\n", script.Output, StringComparison.Ordinal);
        Assert.Equal("GET /nil HTTP/1.1", script.RequestLine());
    }

    [Theory, MemberData(nameof(All))]
    public void What_only_looks_like_a_scenario_is_none(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            -- function user(u) is what a scenario has
            function request() return wrk.format("GET", "/" .. type(user) .. type(check) .. type(data)) end
            """).Loaded();
        Assert.Null(script.Host!.Scenario);
        Assert.Equal("GET /nilnilnil HTTP/1.1", script.RequestLine());
    }

    [Theory, MemberData(nameof(All))]
    public void Data_that_cannot_be_read_is_told_with_its_line(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(
            engine, "function user(u) end\nlocal rows = data.csv(\"none.csv\")");
        Assert.Contains(
            "x.lua:2: data.csv: cannot read none.csv (there is none beside the script in /",
            script.Error!.Message,
            StringComparison.Ordinal);
        Assert.EndsWith(
            $", nor in the working folder {Directory.GetCurrentDirectory()})",
            script.Error.Message,
            StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Misspelt))]
    public void A_name_that_is_not_known_is_told_with_its_line(string engine, string text, string expected)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, text);
        Assert.EndsWith(expected, script.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(1, script.Error.ExitCode);
    }

    [Theory, MemberData(nameof(All))]
    public void A_script_for_wrk_may_have_options_of_its_own(string engine)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text(engine, """
            -- function user(u) is what a scenario has
            options = { verbose = true }
            function request() return wrk.format("GET", "/" .. tostring(getmetatable(_G))) end
            """).Loaded();
        Assert.Equal("GET /nil HTTP/1.1", script.RequestLine());
    }

    [Theory]
    [InlineData("-p4", "-p and -s cannot be combined")]
    [InlineData("--think=1s", "--think is for runs without a scenario")]
    public async Task An_option_that_means_nothing_is_refused(string option, string expected)
    {
        await using ShopServer shop = await ShopServer.StartAsync();
        using ScenarioUnderTest scenario = new("function user(u) rows:unique() end");
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(
            () => scenario.RunAsync("lua54", shop.Url, option));
        Assert.StartsWith("runner: " + expected, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(shop.Requests);
    }

    [Theory]
    [InlineData("function User(u) end", "the script has function User(...); a scenario has function user(u)")]
    [InlineData("function User(u) end function request() return wrk.format() end", null)]
    [InlineData("local User = {}", null)]
    [InlineData("function user(u) end function User(u) end", null)]
    public void A_user_in_capitals_is_told(string text, string? hint)
    {
        using ScriptUnderTest script = ScriptUnderTest.Text("Lua54", text).Loaded();
        Assert.Equal(hint, script.Host!.Hint);
    }

    [Fact]
    public async Task Setup_that_fails_ends_it_before_the_run()
    {
        await using ShopServer shop = await ShopServer.StartAsync();
        using ScenarioUnderTest scenario = new("function setup(u)\n error(\"no account\") end\nfunction user(u) end");
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(
            () => scenario.RunAsync("lua54", shop.Url));
        Assert.EndsWith("x.lua:2: no account", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_without_a_scenario_are_no_threshold()
    {
        RefusedException refusal = await Assert.ThrowsAsync<RefusedException>(() =>
            ScenarioUnderTest.PrepareAsync("--threshold", "checks>99%", "http://127.0.0.1:9/"));
        Assert.Contains("only a scenario has checks and iterations", refusal.Message, StringComparison.Ordinal);
    }
}
