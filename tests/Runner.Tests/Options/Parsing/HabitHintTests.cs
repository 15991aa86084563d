using System;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;

namespace Runner.Tests.Options.Parsing;

public sealed class HabitHintTests
{
    [Theory]
    [InlineData("-z|10s", "-d 10s")]
    [InlineData("-q|100", "-R 1000")]
    [InlineData("-d|{\"a\":1}", "-d is the duration here, such as 10s; the body is -b")]
    [InlineData("-t|5s", "-t is the number of threads here; the timeout is -T, the duration -d")]
    [InlineData("-T|application/json", "the media type is --content-type")]
    [InlineData("-c|many", "-c takes a number such as 100 or 1k")]
    [InlineData("-r|3", "--redirects N")]
    [InlineData("--http2", "only HTTP/1.1 is spoken here")]
    [InlineData("--vus|10", "-c 50")]
    [InlineData("--conections|10", "did you mean --connections?")]
    [InlineData("--treshold|p99<1s", "did you mean --threshold?")]
    [InlineData("--users|5", "-c 50")]
    [InlineData("--http-debug=full", "--trace")]
    [InlineData("-h", "runner help wrk")]
    public void A_habit_of_another_tool_gets_a_hint(string line, string hint)
    {
        (_, UsageError? error) = CliParser.Parse([.. line.Split('|'), "http://h/"]);
        Assert.Contains(hint, error!.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nothing-like-it")]
    [InlineData("-c")]
    public void Where_nothing_is_known_nothing_is_said(string line) =>
        Assert.Null(CliParser.Parse([line]).Error!.Hint);

    // --out is short for --output, which would make a file of that name.
    [Fact]
    public void The_out_of_k6_is_refused() =>
        Assert.Equal(
            "wrk: invalid argument 'json=x' for '--output': k6's --out is --json FILE, --csv FILE, --otel or "
                + "--prometheus-addr here; a file of that name is ./json=x",
            CliParser.Parse(["--out", "json=x", "http://h/"]).Error!.Message);

    // wrk refuses these, and scripts may rely on it: they are refused, with a hint.
    [Theory]
    [InlineData("localhost:8080", "write the URL in full: http://localhost:8080")]
    [InlineData(":8080/x", "write the URL in full: http://127.0.0.1:8080/x")]
    [InlineData("/x", "write the URL in full: http://127.0.0.1:8080/x")]
    [InlineData("http://127.0.0.1:99999/", "a port is a number from 0 to 65535")]
    [InlineData("http://u:p@h:x/", "a port is a number from 0 to 65535")]
    [InlineData("http://[::g]/", "a URL reads http://HOST:PORT/PATH or https://...")]
    [InlineData("ftp://h/", "a URL reads http://HOST:PORT/PATH or https://...")]
    public void A_url_that_is_not_whole_gets_a_hint(string url, string hint)
    {
        (_, PlanError? error) = RunPlanner.Plan(new CliOptions { Url = url });
        Assert.Equal(new PlanError($"invalid URL: {url}", ShowUsage: true, Hint: hint), error);
    }
}
