using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FastHttp.Load;
using Testing;

namespace LoadFace.Tests.Samples;

/// <summary>The code that the library's README shows is code that compiles, and its options make a run.</summary>
public sealed partial class ReadmeTests
{
    // A busy machine may keep an answer for longer than the README says that one may take.
    private static readonly TimeSpan s_noLimit = System.Threading.Timeout.InfiniteTimeSpan;

    [Fact]
    public void Every_block_of_the_readme_is_compiled()
    {
        string programs = Flat(File.ReadAllText(
            Path.Combine(SourceFiles.Root, "tests", "LoadFace.Tests", "Samples", "ReadmePrograms.cs")));
        string readme = File.ReadAllText(Path.Combine(SourceFiles.Root, "src", "FastHttp.Load", "README.md"));
        string[] blocks = [.. Block().Matches(readme).Select(match => match.Groups[1].Value)];
        Assert.Equal(11, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(Flat(block), programs, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_requests_of_the_readme_are_sent()
    {
        using CannedServer server = new("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
        Uri target = new($"http://127.0.0.1:{server.EndPoint.Port}/");

        LoadOptions numbers = ReadmePrograms.Own(target) with { RequestCount = 30, Timeout = s_noLimit };
        LoadResult own = await new LoadTest(numbers).RunAsync();
        Assert.Equal(30, own.Requests.Completed);

        LoadOptions options = ReadmePrograms.Several();
        options = options with
        {
            Target = target,
            RequestCount = 40,
            Requests = [options.Requests[0]],
            Timeout = s_noLimit,
        };
        LoadResult several = await new LoadTest(options).RunAsync();
        Assert.Equal("user", Assert.Single(several.Document.Groups!).Name);
        Assert.Equal(40, several.Requests.Completed);
    }

    [Fact]
    public async Task The_feed_and_the_batch_of_the_readme_are_used()
    {
        using CannedServer server = new("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray());
        LoadOptions options = ReadmePrograms.Feed() with
        {
            Target = new Uri($"http://127.0.0.1:{server.EndPoint.Port}/"),
            Connections = 2,
            Duration = TimeSpan.FromMinutes(5),
            Timeout = s_noLimit,
            Thresholds = ["checks==100%", "requests{login}==3", "requests==12"],
        };

        LoadResult result = await new LoadTest(options).RunAsync();

        Assert.True(result.Passed, string.Join(", ", result.Verdicts));
        Assert.Equal(3, result.Iterations!.Completed);
    }

    [Fact]
    public async Task The_user_of_the_readme_runs()
    {
        using CannedServer server = new("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"price\":7}"u8.ToArray());
        LoadOptions options = ReadmePrograms.User() with
        {
            Target = new Uri($"http://127.0.0.1:{server.EndPoint.Port}/"),
            Connections = 20,
            Threads = 1,
            RequestCount = 60,
            Timeout = s_noLimit,
            Thresholds = ["checks>99%", "requests{login}==20"],
        };

        LoadResult result = await new LoadTest(options).RunAsync();

        Assert.True(result.Passed, string.Join(", ", result.Verdicts));
        Assert.Equal(["logged in", "has a price"], result.Checks.Select(check => check.Name));
        Assert.Equal(["login", "/items/:id"], result.ByName.Select(row => row.Name));
    }

    // Blocks are indented where they stand in a method.
    private static string Flat(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
