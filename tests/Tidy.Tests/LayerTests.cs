using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

using FastHttp;

namespace Tidy.Tests;

/// <summary>The layering, held against the source and against the built assemblies.</summary>
public sealed class LayerTests
{
    // The first two have public types; the executable is found by its name.
    private static readonly Assembly[] s_assemblies =
    [
        typeof(HttpError).Assembly, Assembly.Load("LocustBridge"), Assembly.Load("runner"),
        Assembly.Load("LocustBridge.Http"), Assembly.Load("FastHttp.Load"),
    ];

    [Fact]
    public void UsingLinesFollowTheLayers() => AssertNone(Repository.Product.SelectMany(LayerRules.Usings));

    [Fact]
    public void MembersFollowTheLayers() => AssertNone(s_assemblies.SelectMany(LayerRules.References));

    [Fact]
    public void TheProtocolKnowsNoSocket() => AssertNone(LayerRules.Foreign(
        typeof(HttpError).Assembly,
        name => name.StartsWith("FastHttp.Http1.", StringComparison.Ordinal),
        "System.Net.Sockets.",
        "System.Net.Security."));

    [Fact]
    public void TheLibrariesUseNoHttpOfTheRuntime() => AssertNone(s_assemblies.Where(IsLibrary).SelectMany(
        assembly => LayerRules.Foreign(assembly, IsNoAdapter, "System.Net.Http.", "Microsoft.AspNetCore.")));

    [Fact]
    public void TheHotPathUsesNoLinq() => AssertNone(
        LayerRules.Foreign(typeof(HttpError).Assembly, IsNoLoop, "System.Linq.")
            .Concat(LayerRules.Foreign(s_assemblies[4], IsHot, "System.Linq.")));

    private static bool IsLibrary(Assembly assembly) =>
        assembly.GetName().Name is "FastHttp" or "FastHttp.Load" or "LocustBridge";

    // What HttpClient sends through names its messages; nothing else does. Its exception is the base of ours, and what
    // reads a Content-Type for text is not worth a second parser.
    private static bool IsNoAdapter(string name) => name is not ("FastHttp.FastHttpMessageHandler"
            or "FastHttp.HttpException" or "FastHttp.FastHttpResponse")
        && !name.StartsWith("FastHttp.MessageHandling.", StringComparison.Ordinal);

    // Two loops copy the list of their connections when they stop, and only then; the compiler does it by Linq.
    private static bool IsNoLoop(string name) => name is not ("FastHttp.Transports.Memory.MemoryLoop"
        or "FastHttp.Transports.Sockets.SocketLoop");

    // What runs for each request; their neighbours in the same folders start and merge, once a run.
    private static bool IsHot(string name) => name is "FastHttp.Load.Users.Lane" or "FastHttp.Load.Users.VirtualUser"
        or "FastHttp.Load.Recording.LaneRecorder" or "FastHttp.Load.Recording.LatencyHistogram";

    private static void AssertNone(IEnumerable<string> violations)
    {
        string[] found = [.. violations.Distinct().Order(StringComparer.Ordinal)];
        Assert.True(found.Length == 0, "\n" + string.Join('\n', found));
    }
}
