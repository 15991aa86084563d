using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.Conformance;

// The cases of docs/cases/locust.md, and that those which a real master can show are tested against one.
public sealed class CasePeerTests
{
    private const int Count = 50;

    // No real master does this, or only one newer than Debian's; or the case is about the worker alone.
    private static readonly int[] s_withoutRealMaster = [3, 8, 9, 10, 36, 37, 44, 47, 49];

    [Fact]
    public void WhatARealMasterCanShowIsTestedAgainstOne()
    {
        HashSet<int> proven =
        [
            .. typeof(CasePeerTests).Assembly.GetTypes()
                .SelectMany(static type => type.GetMethods())
                .Where(static method => method.GetCustomAttribute<RequiresPeerFactAttribute>() is { } fact
                    && fact.Peer == Peer.LocustMaster)
                .SelectMany(static method => method.GetCustomAttributes<SpecCaseAttribute>())
                .Where(static mark => mark.List == "locust")
                .SelectMany(static mark => mark.Numbers),
        ];
        Assert.Empty(Enumerable.Range(1, Count).Except(s_withoutRealMaster).Except(proven));
    }
}
