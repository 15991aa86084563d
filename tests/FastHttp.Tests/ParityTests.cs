using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Testing;

namespace FastHttp.Tests;

/// <summary>The table of features that is written for users says nothing that no test has seen.</summary>
public sealed partial class ParityTests
{
    private static readonly HashSet<string> s_tests =
    [
        .. typeof(ParityTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods().Select(method => (type, method)))
            .Where(pair => pair.method.GetCustomAttribute<FactAttribute>() is not null)
            .Select(pair => $"{NameOf(pair.method.DeclaringType!)}.{pair.method.Name}"),
    ];

    [Fact]
    public void Each_feature_that_is_claimed_has_a_test()
    {
        List<string[]> rows = [];
        foreach (string line in File.ReadLines(Path.Combine(SourceFiles.Root, "docs/fasthttp-parity.md")))
        {
            string[] cells = line.Split('|', StringSplitOptions.TrimEntries);
            if (cells.Length == 6 && cells[2] is not ("here" or "---"))
            {
                rows.Add(cells);
            }
        }

        Assert.InRange(rows.Count, 80, 200);
        Assert.All(rows, cells => Assert.Contains(cells[2], (string[])["yes", "no", "other way"]));
        Assert.All(rows.Where(cells => cells[2] == "yes"), cells => Assert.Matches(Test(), cells[4]));
        Assert.All(rows.Where(cells => cells[2] != "yes"), cells => Assert.NotEmpty(cells[3]));
        IEnumerable<string> named = rows.SelectMany(cells => Test().Matches(cells[4]))
            .Select(test => test.Groups[1].Value);
        Assert.Empty(named.Except(s_tests));
    }

    // A nested class is named by its own name.
    private static string NameOf(Type type) => type.Name.Split('`')[0];

    [GeneratedRegex("`([A-Za-z]+Tests?[A-Za-z]*\\.[A-Za-z0-9_]+|RoundTripProperties\\.[A-Za-z0-9_]+)`")]
    private static partial Regex Test();
}
