using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace FastHttp.Tests.SideBySide;

/// <summary>
/// The same program over SocketsHttpHandler and FastHttpMessageHandler: each behaviour is equal, or a row of
/// docs/httpclient-differences.md with its reason.
/// </summary>
public sealed partial class SideBySideTests
{
    private static readonly Dictionary<string, Func<Side, Task<string>>> s_behaviours =
        RequestBehaviours.All().Concat(ResponseBehaviours.All()).Concat(CallBehaviours.All())
            .Concat(ConnectionBehaviours.All()).Concat(FactoryBehaviours.All())
            .ToDictionary(pair => pair.Name, pair => pair.Run);

    public static TheoryData<string> Names() => [.. s_behaviours.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Both_handlers_behave_alike(string name)
    {
        string theirs = await RunAsync(name, isOurs: false);
        string ours = await RunAsync(name, isOurs: true);
        if (Rows().Contains(name))
        {
            // A row that is no difference any more has to go.
            Assert.NotEqual(theirs, ours);
        }
        else
        {
            Assert.Equal(theirs, ours);
        }
    }

    [Fact]
    public void Each_row_of_the_document_is_a_behaviour_and_stands_once()
    {
        string[] rows = Rows();
        Assert.Equal(rows.Distinct(), rows);
        Assert.All(rows, row => Assert.Contains(row, s_behaviours.Keys));
    }

    private static async Task<string> RunAsync(string name, bool isOurs)
    {
        using Side side = new(isOurs);
        try
        {
            return await Task.Run(() => s_behaviours[name](side)).WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (Exception failure) when (failure is not TimeoutException)
        {
            return Outcome.Of(failure);
        }
    }

    private static string[] Rows()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "perf.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        string text = File.ReadAllText(Path.Combine(folder!, "docs", "httpclient-differences.md"));
        return [.. RowPattern().Matches(text).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
