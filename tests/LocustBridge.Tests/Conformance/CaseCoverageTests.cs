using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.Conformance;

// The list of cases and the tests that claim them, held against each other.
public sealed class CaseCoverageTests
{
    [Fact]
    public void EachCaseHasATestAgainstThePeerItNeeds()
    {
        ILookup<int, MethodInfo> tests = Tests();
        Assert.Equal(Enumerable.Range(1, LocustCases.Count), LocustCases.All.Keys.Order());
        List<string> missing = [];
        foreach ((int number, (CasePeer peer, string what)) in LocustCases.All)
        {
            if (!tests[number].Any(test => peer != CasePeer.RealMaster || IsAgainstRealMaster(test)))
            {
                missing.Add($"{number} ({peer}): {what}");
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void NoTestClaimsACaseThatDoesNotExistOrIsNoTest()
    {
        foreach (IGrouping<int, MethodInfo> group in Tests())
        {
            Assert.True(LocustCases.All.ContainsKey(group.Key), $"case {group.Key}");
            Assert.All(group, static test => Assert.NotNull(test.GetCustomAttribute<FactAttribute>()));
        }
    }

    private static bool IsAgainstRealMaster(MethodInfo test) =>
        test.GetCustomAttribute<RequiresPeerFactAttribute>()?.Peer == Peer.LocustMaster;

    private static ILookup<int, MethodInfo> Tests() =>
        typeof(CaseCoverageTests).Assembly.GetTypes()
            .SelectMany(static type => type.GetMethods())
            .SelectMany(static method =>
                (method.GetCustomAttribute<LocustCaseAttribute>()?.Numbers ?? []).Select(number => (number, method)))
            .ToLookup(static pair => pair.number, static pair => pair.method);
}
