using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Runner.Options;
using Runner.Options.Parsing;

namespace Runner.Tests.Options.Parsing;

// A file of options, variables, and the command line over both.
public sealed class OptionLayersTests
{
    private const string File =
        """
        # A run that CI makes.
        url: http://h/from-file
        connections: 50
        duration: 30s
        latency: true
        no-keepalive: false
        threshold:
          - p99<250ms
          - error_rate<1%
        header: 'A: b'
        """;

    [Fact]
    public void Flags_come_before_the_environment_and_that_before_the_file()
    {
        CliOptions options = Parse(
            File, new() { ["RUNNER_CONNECTIONS"] = "60", ["RUNNER_DURATION"] = "40s" }, "-d50s", "-t3");
        Assert.Equal((60L, 3L, TimeSpan.FromSeconds(50)), (options.Connections, options.Threads, options.Duration));
        Assert.Equal(["p99<250ms", "error_rate<1%"], options.Gates.Thresholds);
        Assert.Equal(["A: b"], options.Headers);
        Assert.Equal("http://h/from-file", options.Url);
        Assert.True(options.PrintLatency);
        Assert.False(options.Request.NoKeepAlive);
    }

    [Theory]
    [InlineData("false", "false", false)]
    [InlineData("false", "true", true)]
    [InlineData("true", "off", false)]
    [InlineData("true", "", true)]
    public void Off_comes_before_on_in_a_lower_layer(string file, string variable, bool isOn) =>
        Assert.Equal(isOn, Parse($"latency: {file}", new() { ["RUNNER_LATENCY"] = variable }, "u").PrintLatency);

    [Fact]
    public void A_flag_comes_before_a_variable_that_is_off() =>
        Assert.True(Parse("", new() { ["RUNNER_LATENCY"] = "0" }, "--latency", "u").PrintLatency);

    [Fact]
    public void A_list_is_replaced_as_a_whole()
    {
        CliOptions options = Parse(File, [], "--threshold", "rps>1", "http://typed/");
        Assert.Equal(["rps>1"], options.Gates.Thresholds);
        Assert.Equal("http://typed/", options.Url);
    }

    [Fact]
    public void A_run_has_a_name_and_tags_and_the_name_is_not_taken_from_a_ci_system()
    {
        CliOptions options = Parse(
            "name: nightly",
            new() { ["RUNNER_NAME"] = "machine 7", ["RUNNER_TAG"] = "a=1" },
            "--tag", "b=2", "--tag=b=3");
        Assert.Equal("nightly", options.RunName);
        Assert.Equal([new KeyValuePair<string, string>("b", "3")], options.Tags);
    }

    [Theory]
    [InlineData("RUNNER_LATENCY", "perhaps", "runner: RUNNER_LATENCY is 'perhaps'; it may be true or false")]
    [InlineData("RUNNER_LIVE", "x", "runner: RUNNER_LIVE: 'x' for live: expected auto, line, full or off")]
    public void What_is_wrong_in_a_variable_is_said(string name, string value, string message)
    {
        (_, UsageError? error) = CliParser.Parse(
            ["http://h/"], posixlyCorrect: false, asked => asked == name ? value : null);
        Assert.Equal(message, error!.Message);
    }

    [Theory]
    [InlineData("conections: 5", "line 1: there is no option 'conections'; did you mean connections?")]
    [InlineData("a:\n  - [", "line 3: ")]
    [InlineData("- a", "expected one option a line, such as connections: 50")]
    [InlineData("duration:\n  - 1s", "line 1: duration needs one value")]
    [InlineData("latency: perhaps", "line 1: latency is true or false")]
    [InlineData("config: other.yml", "line 1: there is no option 'config'")]
    public void What_is_wrong_in_a_file_is_said_with_its_line(string text, string message)
    {
        string? error = ConfigFile.Parse(new StringReader(text), "run.yml").Error;
        Assert.Contains("--config run.yml", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    // U9: also what is no value of the option, wherever the option comes from.
    [Theory]
    [InlineData("# x\nduration: soon", "line 2: 'soon' for duration: expected a time such as 10s or 500ms")]
    [InlineData("live: line\ntls-min: 1.1", "line 2: '1.1' for tls-min: expected 1.2 or 1.3")]
    [InlineData("data: \"a\\0b\"", "line 1: 'a\0b' for data: expected the path of a CSV file")]
    public void U9_What_is_wrong_with_a_value_of_a_file_is_said_with_its_line(string text, string message)
    {
        string path = Path.GetTempFileName();
        System.IO.File.WriteAllText(path, text);
        (_, UsageError? error) = CliParser.Parse(["--config", path, "http://h/"], posixlyCorrect: false);
        System.IO.File.Delete(path);
        Assert.Equal(
            (false, $"runner: --config {path}, {message}"),
            (error!.ShowUsage, error.Message));
    }

    // The other files are not looked at.
    [Fact]
    public void The_last_file_counts()
    {
        CliOptions options = Parse(
            "connections: 7", new() { ["RUNNER_CONFIG"] = "/no/such.yml" }, "--config", "/no/such.yml", "u");
        Assert.Equal(7, options.Connections);
        Assert.Single(options.CommandText.Split("--config")[1..]);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_one_line()
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync("wrk", "--config", "/no/such.yml");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("runner: cannot read --config /no/such.yml (", error, StringComparison.Ordinal);
    }

    // Without arguments it is wrk's usage where no layer says what to load (CliComparisonTests).
    [Theory]
    [InlineData("RUNNER_URL", "http://127.0.0.1:1/", "unable to connect to 127.0.0.1:1 ")]
    [InlineData("RUNNER_CONFIG", "/no/such.yml", "runner: cannot read --config /no/such.yml (")]
    [InlineData("RUNNER_URLS", "/no/such.txt", "runner: cannot read --urls /no/such.txt (")]
    public async Task Nothing_has_to_be_typed(string name, string value, string message)
    {
        using RunnerProcess runner = RunnerProcess.Start([(name, value)], "wrk");
        (int code, string output, string error) = await runner.EndAsync();
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith(message, error, StringComparison.Ordinal);
    }

    private static CliOptions Parse(string file, Dictionary<string, string?> environment, params string[] arguments)
    {
        string path = Path.GetTempFileName();
        System.IO.File.WriteAllText(path, file);
        (CliOptions options, UsageError? error) = CliParser.Parse(
            [.. arguments, "--config", path], posixlyCorrect: false, name => environment.GetValueOrDefault(name));
        System.IO.File.Delete(path);
        Assert.Null(error);
        return options;
    }
}
