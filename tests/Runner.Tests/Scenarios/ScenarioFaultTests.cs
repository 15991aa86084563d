using System.Collections.Generic;
using System.Threading.Tasks;
using FastHttp.Load.Results;
using Runner.Scenarios;
using Runner.Tests.Scripting;

namespace Runner.Tests.Scenarios;

// What a scenario's author has to hear of a run, on each engine.
public sealed class ScenarioFaultTests : IAsyncLifetime
{
    private ShopServer _shop = null!;

    public static IEnumerable<object[]> All() => Engines.All();

    public async Task InitializeAsync() => _shop = await ShopServer.StartAsync();

    public async Task DisposeAsync() => await _shop.DisposeAsync();

    [Theory, MemberData(nameof(All))]
    public async Task Errors_of_one_place_are_one_kind_whatever_they_say(string engine)
    {
        using ScenarioUnderTest scenario = new(
            """
            function user(u)
              local row = rows:unique()
              u:get("/a")
              error("row " .. row)
            end
            """,
            iterations: 20);

        ResultDocument run = await scenario.RunAsync(engine, _shop.Url, "-c2", "-t2");

        ErrorFigures error = Assert.Single(run.Errors, error => error.Kind == "script");
        Assert.Equal((20, 20L), ((int)error.Count, run.Iterations!.Failed));
        Assert.Matches("x\\.lua:4: row [0-9]+$", error.Message);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Data_that_a_warm_up_uses_up_is_told(string engine)
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              rows:unique()
              u:get("/a")
            end
            """);

        ResultDocument run = await scenario.RunAsync(engine, _shop.Url, "-w1m");

        Assert.Equal(0, run.Requests.Sent);
        Assert.Contains(
            run.Warnings,
            line => line == "data: all 1 rows of rows.txt are used, and users without a row of their own ended, before "
                + "anything was measured: a warm-up uses rows too");
    }

    // Back from the login that leads on, and to where it stays.
    [Theory, MemberData(nameof(All))]
    public async Task A_redirect_that_is_followed_is_expected_and_one_that_stays_is_not(string engine)
    {
        const string Text = """
            function user(u)
              rows:unique()
              u:get("/moved")
            end
            """;
        using ScenarioUnderTest follows = new(Text);
        using ScenarioUnderTest stays = new(Text + "\noptions = { redirects = false }");

        ResultDocument followed = await follows.RunAsync(engine, _shop.Url, "--expect-status", "2xx");
        ResultDocument stayed = await stays.RunAsync(engine, _shop.Url, "--expect-status", "2xx");

        Assert.True(Assert.Single(followed.Thresholds!).Ok);
        Assert.True(followed.Requests.Completed > 1);
        Assert.False(Assert.Single(stayed.Thresholds!).Ok);
        Assert.Equal(1, stayed.Requests.Completed);
    }

    [Theory]
    [InlineData("x.lua:12: attempt to index a nil value", "x.lua:12")]
    [InlineData("a folder/x:y.lua:3: no", "a folder/x:y.lua:3")]
    [InlineData("no place: at all", "no place: at all")]
    [InlineData("", "")]
    public void The_place_is_what_a_message_begins_with(string message, string place) =>
        Assert.Equal(place, LuaPlace.Of(message));
}
