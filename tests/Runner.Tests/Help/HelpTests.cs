using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Runner.Cli;
using Runner.Gates;
using Runner.Help;

namespace Runner.Tests.Help;

public sealed partial class HelpTests
{
    [Fact]
    public void There_is_a_page_on_each_topic() =>
        Assert.Equal(["exit-codes", "locust", "scripting", "thresholds", "wrk"], HelpTopics.Names);

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
        Assert.Contains("runner help exit-codes | locust | scripting | thresholds\n", output, StringComparison.Ordinal);
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
