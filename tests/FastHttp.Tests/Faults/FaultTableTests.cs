using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace FastHttp.Tests.Faults;

/// <summary>A row without a test, and a test of no row, are both seen.</summary>
public sealed partial class FaultTableTests
{
    private static readonly HashSet<string> s_tested =
    [
        .. typeof(FaultTableTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .SelectMany(method => Id().Matches(method.Name))
            .Select(match => match.Value),
    ];

    [Fact]
    public void Each_row_has_a_test() =>
        Assert.Empty(FaultTable.Rows.Keys.Except(s_tested));

    [Fact]
    public void Each_test_of_a_row_has_one() =>
        Assert.Empty(s_tested.Except(FaultTable.Rows.Keys));

    [GeneratedRegex("X[0-9]{2}")]
    private static partial Regex Id();
}
