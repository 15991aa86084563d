using System.Collections.Generic;
using System.Linq;
using LocustBridge.Session;

namespace LocustBridge.Tests.Worker;

public sealed class ClassAllocatorTests
{
    [Fact]
    public void NamesThatMatchKeepTheirNumbers()
    {
        Dictionary<string, int> users = ClassAllocator.ToHost(
            new Dictionary<string, int> { ["Web"] = 5, ["Api"] = 2, ["Stranger"] = 3 },
            [new("Web", 1), new("Own", 1)]);
        Assert.Equal(5, users["Web"]);
        Assert.Equal(5, users["Own"]);
    }

    [Fact]
    public void StrangersRunSomewhereEvenIfAllNamesMatch()
    {
        Dictionary<string, int> users = ClassAllocator.ToHost(
            new Dictionary<string, int> { ["Web"] = 1, ["Stranger"] = 3 }, [new("Web", 1)]);
        Assert.Equal(4, users["Web"]);
    }

    [Fact]
    public void ARampUpNeverTakesAUserAway()
    {
        LocustClassInfo[] classes = [new("a", 3), new("b", 1), new("c", 0)];
        Dictionary<string, int> before = ClassAllocator.ToHost(new Dictionary<string, int> { ["D"] = 0 }, classes);
        for (int users = 1; users < 200; users++)
        {
            Dictionary<string, int> now = ClassAllocator.ToHost(new Dictionary<string, int> { ["D"] = users }, classes);
            Assert.Equal(users, now.Values.Sum());
            Assert.All(before, pair => Assert.True(now[pair.Key] >= pair.Value));
            before = now;
        }
    }

    [Fact]
    public void WhatReallyRunsIsTold()
    {
        var master = new Dictionary<string, int> { ["D"] = 6, ["E"] = 2 };
        var ordered = new Dictionary<string, int> { ["x"] = 8 };
        Assert.Same(master, ClassAllocator.ToMaster(master, ordered, new Dictionary<string, int> { ["x"] = 8 }));
        IReadOnlyDictionary<string, int> less =
            ClassAllocator.ToMaster(master, ordered, new Dictionary<string, int> { ["x"] = 1 });
        Assert.Equal(1, less.Values.Sum());
        Assert.All(less.Values, static count => Assert.True(count >= 0));
    }

    [Fact]
    [SpecCase("locust", 52)]
    public void WhatEndsOfAClassThatBothKnowIsMissingThere()
    {
        var master = new Dictionary<string, int> { ["Web"] = 6, ["Api"] = 2 };
        IReadOnlyDictionary<string, int> left =
            ClassAllocator.ToMaster(master, master, new Dictionary<string, int> { ["Web"] = 6, ["Api"] = 0 });
        Assert.Equal(6, left["Web"]);
        Assert.Equal(0, left["Api"]);
    }
}
