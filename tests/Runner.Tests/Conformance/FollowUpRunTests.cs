using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Runner.Tests.Conformance;

// What a response may lead to: --redirects and --cookie-jar, against a scripted server, whose requests are looked at.
public sealed class FollowUpRunTests
{
    [Theory]
    [InlineData("--redirects=0", "/302 /302 /302 /302")]
    [InlineData("--redirects=1", "/302 /cl /302 /cl")]
    [InlineData("--redirects=9", "/302 /cl /302 /cl")]
    public async Task Redirects_are_followed_before_the_next_request(string option, string targets)
    {
        (IReadOnlyList<string> requests, string output, string error) = await LoadAsync("/302", "-n4", option);
        Assert.Equal(targets, Targets(requests));
        Assert.Contains("  4 requests in ", output, StringComparison.Ordinal);
        Assert.Equal(option != "--redirects=0", GeneratorLine.RemovedFrom(error).Length == 0);
    }

    [Theory]
    [InlineData(1, "/loop /302 /loop /302")]
    [InlineData(2, "/loop /302 /cl /loop")]
    public async Task The_one_over_the_limit_is_an_answer(int limit, string targets)
    {
        (IReadOnlyList<string> requests, _, _) = await LoadAsync("/loop", "-n4", $"--redirects={limit}");
        Assert.Equal(targets, Targets(requests));
    }

    [Fact]
    public async Task Post_becomes_get_and_credentials_stay_within_the_origin()
    {
        (IReadOnlyList<string> requests, _, _) = await LoadAsync(
            "/302", "-n2", "--redirects=1", "-b", "body", "--content-type", "a/b", "-a", "u:p", "--cookie", "k=v");
        string host = requests[0].Split("\r\n")[1];
        Assert.Equal(
            $"GET /cl HTTP/1.1\r\n{host}\r\nAuthorization: Basic dTpw\r\nCookie: k=v\r\n\r\n", requests[1]);
    }

    [Fact]
    public async Task A_307_asks_the_same_again()
    {
        (IReadOnlyList<string> requests, _, _) =
            await LoadAsync("/307", "-n2", "--redirects=1", "-m", "PUT", "-b", "body");
        Assert.Equal(requests[0].Replace("PUT /307 ", "PUT /a?b=c ", StringComparison.Ordinal), requests[1]);
        Assert.EndsWith("\r\n\r\nbody", requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_may_close_the_connection()
    {
        (IReadOnlyList<string> requests, string output, _) = await LoadAsync("/302close", "-n4", "--redirects=1");
        Assert.Equal("/302close /cl /302close /cl", Targets(requests));
        Assert.DoesNotContain("Socket errors", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_origin_is_an_answer_and_said_once()
    {
        (IReadOnlyList<string> requests, string output, string error) =
            await LoadAsync("/elsewhere", "-n3", "--redirects=5");
        Assert.Equal("/elsewhere /elsewhere /elsewhere", Targets(requests));
        Assert.Contains("  3 requests in ", output, StringComparison.Ordinal);
        Assert.EndsWith(
            "runner: 3 redirects were not followed: a connection stays with the origin of the URL\n",
            GeneratorLine.RemovedFrom(error),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hops_count_for_the_connection_too()
    {
        (IReadOnlyList<string> requests, _, _) =
            await LoadAsync("/302", "-n4", "--redirects=1", "--requests-per-connection=2");
        Assert.Equal(
            [false, true, false, true],
            requests.Select(request => request.Contains("\r\nConnection: close\r\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Entries_of_a_list_are_answered_once()
    {
        string list = Path.GetTempFileName();
        await File.WriteAllTextAsync(list, "GET /302\nGET /cl\n");
        (IReadOnlyList<string> requests, _, string error) =
            await LoadAsync("/", "-n6", "--redirects=1", "--urls", list);
        File.Delete(list);
        Assert.Equal("/302 /cl /cl /302 /cl /cl", Targets(requests));
        Assert.Equal(2, error.Split(" 2 sent, 2 answered").Length - 1);
    }

    [Fact]
    public async Task Cookies_come_back_until_they_are_deleted()
    {
        string list = Path.GetTempFileName();
        await File.WriteAllTextAsync(list, "GET /set\nGET /cl\nGET /x/y\nGET /unset\nGET /cl\n");
        (IReadOnlyList<string> requests, _, _) =
            await LoadAsync("/", "-n5", "--cookie-jar", "--urls", list, "--cookie", "own=0");
        File.Delete(list);
        Assert.Equal(
            ["own=0", "own=0; a=1", "own=0; b=2; a=1", "own=0; a=1", "own=0"], requests.Select(CookieOf));
    }

    [Fact]
    public async Task A_jar_belongs_to_a_connection()
    {
        (IReadOnlyList<string> requests, _, _) =
            await LoadAsync("/set", "-n6", "--cookie-jar", "--requests-per-connection=3");
        Assert.Equal([null, "a=1", "a=1", null, "a=1", "a=1"], requests.Select(CookieOf));
    }

    [Fact]
    public async Task A_hop_has_the_cookies_of_the_answer_that_led_to_it()
    {
        (IReadOnlyList<string> requests, _, _) = await LoadAsync("/login", "-n2", "--cookie-jar", "--redirects=1");
        Assert.Equal([null, "session=1"], requests.Select(CookieOf));
    }

    [Fact]
    public async Task Without_the_option_nothing_comes_back()
    {
        (IReadOnlyList<string> requests, _, _) = await LoadAsync("/set", "-n3");
        Assert.Equal([null, null, null], requests.Select(CookieOf));
    }

    [Theory]
    [InlineData("--cookie-jar", "-p2")]
    [InlineData("--redirects=1", "-p2")]
    [InlineData("--cookie-jar", "--no-keepalive")]
    public async Task Combinations_without_a_meaning_are_refused(string option, string other)
    {
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync("wrk", option, other, "http://h/");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("cannot be combined with", error, StringComparison.Ordinal);
    }

    private static async Task<(IReadOnlyList<string> Requests, string Output, string Error)> LoadAsync(
        string path, params string[] args)
    {
        await using ScriptedServer server = ScriptedServer.Start();
        (int exitCode, string output, string error) = await RunnerProcess.RunAsync(
            ["wrk", "-t1", "-c1", "-T20s", .. args, $"http://127.0.0.1:{server.Port}{path}"]);
        Assert.True(exitCode == 0, error);
        return (server.Requests, output, error);
    }

    private static string Targets(IEnumerable<string> requests) =>
        string.Join(' ', requests.Select(request => request.Split(' ')[1]));

    private static string? CookieOf(string request) => request.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith("Cookie: ", StringComparison.Ordinal))?["Cookie: ".Length..];
}
