using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FastHttp.Load.Gates;
using Runner.Commands;
using Runner.Help;
using Runner.Options;
using Runner.Options.Entries;

namespace Runner.Tests.Help;

public sealed partial class HelpTests
{
    [Fact]
    public void There_is_a_page_on_each_topic() =>
        Assert.Equal(["exit-codes", "locust", "scenarios", "scripting", "thresholds", "wrk"], HelpTopics.Names);

    [Theory]
    [InlineData("NetMQ", "LGPL-3.0 with an exception for linking")]
    [InlineData("AsyncIO", "MPL-2.0")]
    [InlineData("OpenTelemetry", "Apache-2.0")]
    [InlineData("Lua 5.4", "MIT")]
    public void The_notices_name_what_is_inside_and_its_licence(string part, string licence)
    {
        using StringWriter output = new();
        Notices.Print(output);
        Assert.Contains($"{part}: {licence}, https://", output.ToString(), StringComparison.Ordinal);
    }

    // Beside the runtime's own: what the program was built with is what stands in its list of dependencies.
    [Fact]
    public void The_notices_leave_out_no_package()
    {
        using StringWriter output = new();
        Notices.Print(output);
        string notices = output.ToString();
        using JsonDocument dependencies = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "runner.deps.json")));
        foreach (JsonProperty library in dependencies.RootElement.GetProperty("libraries").EnumerateObject())
        {
            string name = library.Name.Split('/')[0];
            if (library.Value.GetProperty("type").GetString() == "package")
            {
                Assert.Contains(
                    Parts(notices), part => name == part || name.StartsWith(part + '.', StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<string> Parts(string notices) => notices
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(line => line.Split(':')[0].Split(", "));

    [Fact]
    public void The_page_on_wrk_has_every_option_and_no_other()
    {
        string page = HelpTopics.Read("wrk")!;
        HashSet<string> shown = [.. LongOption().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Equal(OptionTable.All.Select(option => option.Name).Order(), shown.Order());
        foreach (OptionSpec option in OptionTable.All.Where(option => option.Letter is not null))
        {
            Assert.Contains($"-{option.Letter}, --{option.Name}", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_page_on_thresholds_has_metrics_that_can_be_read()
    {
        string page = HelpTopics.Read("thresholds")!;
        foreach (Match metric in Metric().Matches(page))
        {
            Assert.All(
                metric.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                name => Assert.True(ThresholdMetric.TryParse(name, out _), name));
        }

        foreach (Match example in Quoted().Matches(page))
        {
            Assert.Null(ThresholdParser.Parse(example.Groups[1].Value).Error);
        }
    }

    [Fact]
    public void No_line_of_a_page_is_wider_than_a_terminal_of_100_columns() =>
        Assert.All(
            HelpTopics.Names.SelectMany(name => HelpTopics.Read(name)!.Split('\n')),
            line => Assert.True(line.Length <= 100, line));

    [Theory]
    [InlineData("comparee", "runner: 'comparee' is not a command. Did you mean 'runner compare'?")]
    [InlineData("http://h/", "runner: 'http://h/' is not a command. To load a server: runner wrk [options] URL")]
    [InlineData("xyzzy", "runner: 'xyzzy' is not a command. See 'runner help'")]
    public void A_word_that_is_no_command(string word, string line) =>
        Assert.Equal(line, HelpCommand.NoCommand(word, [("compare", ""), ("wrk", "")]));

    [Fact]
    public async Task The_runner_alone_shows_an_overview()
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync();
        Assert.Equal((1, ""), (code, error));
        Assert.Contains("\n  wrk ", output, StringComparison.Ordinal);
        Assert.Contains(
            "runner help exit-codes | locust | scenarios | scripting | thresholds\n", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor", "Usage: runner doctor\n\nTell whether")]
    [InlineData("from-curl", "Usage: runner from-curl 'curl ...'\n\nTurn a curl line")]
    [InlineData("completion", "Usage: runner completion SHELL\n\nPrint a completion script")]
    [InlineData("help", "Usage: runner help [TOPIC, COMMAND or OPTION]\n\nPrint this")]
    [InlineData("http", "Usage: runner http [options] URL\n\nSends one request")]
    [InlineData("locust", "Usage: runner locust [options] [URL]\n\nMakes load")]
    [InlineData("serve", "Description:\n")]
    public async Task U9_Every_command_says_what_it_takes(string command, string start)
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync(command, "--help");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith(start, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_has_help_of_its_own_in_each_command_that_has_it()
    {
        (int code, string output, _) = await RunnerProcess.RunAsync("help", "--data");
        Assert.Equal(0, code);
        Assert.StartsWith("runner wrk --data FILE\n  fills {{column}} in URL", output, StringComparison.Ordinal);
        Assert.Contains("\n  Not with `-s`.\n\nrunner locust --data FILE\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_topic_is_one_line()
    {
        (int code, string output, string error) = await RunnerProcess.RunAsync("help", "nonsense");
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("runner: there is no help on 'nonsense'. ", error, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<![a-z])--([a-z0-9_-]+)")]
    private static partial Regex LongOption();

    [GeneratedRegex("^  ([a-z][a-z0-9_. ]*?)  +[0-9]", RegexOptions.Multiline)]
    private static partial Regex Metric();

    [GeneratedRegex("'([a-z_0-9.]+(?:{[^}]+})?[<>=][^']+)'")]
    private static partial Regex Quoted();
}
