using System;
using System.IO;
using System.Linq;
using Runner.Help;
using Runner.Options;
using Runner.Options.Entries;
using Testing;

namespace Runner.Tests.Help;

/// <summary>
/// docs/options.md is made from the table of options. To make it anew:
/// <c>UPDATE_DOCS=1 dotnet test tests/Runner.Tests --filter OptionPage</c>, then look at the difference.
/// </summary>
public sealed class OptionPageTests
{
    private static string FilePath => Path.Combine(SourceFiles.Root, "docs", "options.md");

    [Fact]
    public void The_page_of_options_is_that_of_the_table()
    {
        string page = OptionPage.Of(Program.Described);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1"
            && Environment.GetEnvironmentVariable("CI") != "true")
        {
            File.WriteAllText(FilePath, page);
        }

        Assert.True(
            page == File.ReadAllText(FilePath),
            "docs/options.md differs. Run UPDATE_DOCS=1 dotnet test tests/Runner.Tests --filter OptionPage");
    }

    // What an entry has to say for all that is made from it to be whole.
    [Fact]
    public void Every_option_says_what_it_is()
    {
        foreach (CommandSpec command in Program.Described)
        {
            string[] spellings = [.. command.Options.SelectMany(option => option.Spellings)];
            Assert.Equal(spellings.Distinct(), spellings);
            Assert.All(command.Options, option =>
            {
                Assert.NotEqual(OptionScope.None, option.Scope);
                Assert.False(option.Help.Length == 0 || option.Help.EndsWith('.') || option.Help.Contains('\n'));
                Assert.True(option.TakesValue || (!option.TakesFile && option.Default is null), option.Name);
                Assert.All(
                    option.Needs,
                    rule => Assert.Contains(command.Options, other => other.Name == rule.Other));
            });
        }
    }

    // A default that help names is one: to type it changes nothing.
    [Theory]
    [InlineData("pipeline")]
    [InlineData("warmup")]
    [InlineData("think")]
    [InlineData("seed")]
    [InlineData("lua")]
    [InlineData("repeat")]
    [InlineData("latency-correction")]
    [InlineData("redirects")]
    [InlineData("urls-order")]
    [InlineData("data-mode")]
    [InlineData("transport")]
    [InlineData("timeout")]
    [InlineData("format")]
    [InlineData("summary")]
    [InlineData("live")]
    public void A_default_is_what_holds_anyway(string name)
    {
        OptionSpec<CliOptions> option = OptionTable.All.Single(option => option.Name == name);
        Assert.Equal(CliOptions.Default, option.Read(CliOptions.Default, option.Default!));
    }
}
