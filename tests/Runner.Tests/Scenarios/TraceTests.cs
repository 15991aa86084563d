using System;
using System.Linq;
using System.Threading.Tasks;

namespace Runner.Tests.Scenarios;

// The command itself: what an author sees of one iteration, and the report of a run.
public sealed class TraceTests : IAsyncLifetime
{
    private ShopServer _shop = null!;

    public async Task InitializeAsync() => _shop = await ShopServer.StartAsync();

    public async Task DisposeAsync() => await _shop.DisposeAsync();

    [Fact]
    public async Task One_iteration_is_shown_with_all_that_happens()
    {
        using ScenarioUnderTest scenario = new("""
            function setup(u) return u:post("/login", { json = { name = "ann", password = "secret" } }):json() end
            function user(u, shared)
              local r = u:get("/items/5", { headers = { Authorization = "Bearer " .. shared.token } })
              check(r, "price", r:json("price") == 50)
              u:think(0.001)
              check(r, "cheap", r:json("price") < 50)
            end
            """);
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--trace", "-T60s", "-s", scenario.Path, _shop.Url);
        Assert.Equal((1, ""), (exitCode, error));
        string[] expected =
        [
            "> POST /login HTTP/1.1\n", "< HTTP/1.1 200 OK   (", "< {\"token\":\"t-ann\"}\n",
            "> GET /items/5 HTTP/1.1\n", "> Authorization: Bearer t-ann\n", "  ok    price\n", "  think 0.001 s\n",
            "  FAIL  cheap (GET /items/5: 200 with", "2 requests, 1 of 2 checks held\n",
        ];
        int at = 0;
        foreach (string text in expected)
        {
            at = output.IndexOf(text, at, StringComparison.Ordinal);
            Assert.True(at >= 0, $"{text} is missing or too early in {output}");
        }

        Assert.Equal(2, _shop.Requests.Count);
    }

    [Fact]
    public async Task A_batch_is_shown_request_by_request()
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              u:batch { "/a", { "POST", "/b", { body = "text" } } }
            end
            """);
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--trace", "--timeout", "1m", "-s", scenario.Path, _shop.Url);
        Assert.True(exitCode == 0, output + error);
        string[] lines = output.Split('\n');
        Assert.Equal(
            ["> GET /a HTTP/1.1", "> POST /b HTTP/1.1", "> text", "< GET /a", "< POST /b", "< text"],
            lines.Where(line =>
                line.Length > 2 && (line[2] is 'G' or 'P' || line.EndsWith("text", StringComparison.Ordinal))));
        Assert.Contains("2 requests, ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wrk", "--trace", "-T60s", "-s")]
    [InlineData("wrk", "-n1", "-c1", "-t1", "-T60s", "-s")]
    [InlineData("locust", "--headless", "-u1", "-r1", "-t1s", "-f")]
    public async Task A_path_of_the_url_is_said_to_be_unused(params string[] command)
    {
        using ScenarioUnderTest scenario = new("function user(u) rows:unique() u:get(\"/a\") end");
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            [.. command, scenario.Path, _shop.Url.TrimEnd('/') + "/base"]);
        Assert.True(exitCode == 0, output + error);
        Assert.Contains(
            "the path of the URL, /base, is not used: a user's requests say the whole path, such as /base/items\n",
            error,
            StringComparison.Ordinal);
        Assert.Equal(["GET /a"], _shop.Requests);
    }

    [Fact]
    public async Task An_error_is_shown_with_its_line()
    {
        using ScenarioUnderTest scenario = new("function user(u)\n  error(\"broken\")\nend");
        (int exitCode, string output, _) = await RunnerProcess.RunAsync(
            "wrk", "--trace", "-s", scenario.Path, _shop.Url);
        Assert.Equal(107, exitCode);
        Assert.Contains("x.lua:2: broken\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--threshold", "checks>99%", "--trace and --threshold exclude each other: a trace shows what happens")]
    [InlineData("--json", "x.json", "--trace and --json exclude each other: a trace measures nothing")]
    public async Task What_a_trace_would_drop_is_refused(string option, string value, string expected)
    {
        using ScenarioUnderTest scenario = new("function user(u) end");
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--trace", option, value, "-s", scenario.Path, _shop.Url);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("runner: " + expected, error, StringComparison.Ordinal);
        Assert.Empty(_shop.Requests);
    }

    [Fact]
    public async Task Names_and_rows_that_are_used_up_are_shown()
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              group("browse", function() u:get("/items/486", { name = "/items/:id" }) end)
              rows:unique() rows:unique()
            end
            """);
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--trace", "-T60s", "-s", scenario.Path, _shop.Url);
        Assert.True(exitCode == 0, output + error);
        Assert.StartsWith("> GET /items/486 HTTP/1.1   [browse: /items/:id]\n", output, StringComparison.Ordinal);
        Assert.EndsWith(
            "\n  ended all 1 rows of rows.txt are used\n1 requests, 0 of 0 checks held\n",
            output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_for_wrk_has_nothing_to_trace()
    {
        using ScenarioUnderTest script = new("function request() return wrk.format() end");
        await System.IO.File.WriteAllTextAsync(script.Path, "function request() return wrk.format() end");
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "--trace", "-s", script.Path, _shop.Url);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal("runner: --trace shows a scenario: add -s FILE with function user(u)\n", error);
    }

    [Fact]
    public async Task The_report_ends_with_iterations_and_checks_and_a_gate_fails_the_run()
    {
        using ScenarioUnderTest scenario = new("""
            function user(u)
              local row = tonumber(rows:unique())
              check(u:get("/a"), "small", row < 3)
            end
            """, iterations: 4);
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            "wrk", "-c1", "-t1", "-d1m", "-T60s", "--threshold", "checks>99%", "-s", scenario.Path, _shop.Url);
        Assert.Equal(99, exitCode);
        Assert.Contains("\nIterations: 4 completed, ", output, StringComparison.Ordinal);
        Assert.Contains(
            "\nChecks: 50% (2 of 4)\n  FAIL  small (2 of 4); the first: GET /a: 200 with ",
            output,
            StringComparison.Ordinal);
        Assert.Contains("checks>99% (50%)", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_in_which_every_iteration_fails_says_so()
    {
        using ScenarioUnderTest scenario = new(
            "function user(u)\n  rows:unique() error(\"broken\")\nend", iterations: 2);
        (int exitCode, _, string error) = await RunnerProcess.RunAsync(
            "wrk", "-c1", "-t1", "-d1m", "-s", scenario.Path, _shop.Url);
        Assert.Equal(107, exitCode);
        Assert.Contains("x.lua:2: broken (2 iterations, the first after ", error, StringComparison.Ordinal);
        Assert.EndsWith("runner: every iteration of the scenario failed\n", error, StringComparison.Ordinal);
    }
}
