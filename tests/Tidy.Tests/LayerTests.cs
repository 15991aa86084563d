using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

using FastHttp;

namespace Tidy.Tests;

/// <summary>The layering, held against the source and against the built assemblies.</summary>
public sealed class LayerTests
{
    private const int NamesShown = 5;

    private const string Heading = """
        # Who names whom, by project and folder, from the top: every arrow points down this list. Tests fail for an
        # arrow that is not here, for one without use, and for a cycle.
        # UPDATE_LAYERS=1 dotnet test tests/Tidy.Tests --filter Layer

        """;
    // The first two have public types; the executable is found by its name.
    private static readonly Assembly[] s_assemblies =
    [
        typeof(HttpError).Assembly, Assembly.Load("LocustBridge"), Assembly.Load("runner"),
        Assembly.Load("LocustBridge.Http"), Assembly.Load("FastHttp.Load"),
    ];

    private static readonly Dictionary<(string From, string To), SortedSet<string>> s_arrows =
        new Rooms(Repository.Product).Arrows(s_assemblies);

    [Fact]
    public void NoRoomNamesOneThatNamesIt() => AssertNone(
        RoomOrder.Cycles(s_arrows.Keys).Select(arrow =>
            $"{arrow.From} -> {arrow.To}: {string.Join(", ", s_arrows[arrow].Take(NamesShown))}"));

    [Fact]
    public void WhoNamesWhomIsAsItIsWrittenDown()
    {
        string path = Path.Combine(Repository.Root, "tests", "Tidy.Tests", "layers.txt");
        string[] found =
        [
            .. RoomOrder.Of(s_arrows.Keys).Select(room => $"{room}: {string.Join(' ', Named(room))}".TrimEnd()),
        ];
        if (Environment.GetEnvironmentVariable("UPDATE_LAYERS") == "1"
            && Environment.GetEnvironmentVariable("CI") != "true")
        {
            File.WriteAllText(path, Heading + string.Join('\n', found) + "\n");
        }

        string[] written = [.. File.ReadAllLines(path).Where(line => !line.StartsWith('#'))];
        string[] gone = [.. Arrows(written).Except(Arrows(found)).Select(arrow => $"- {arrow}")];
        string[] added = [.. Arrows(found).Except(Arrows(written)).Select(arrow => $"+ {arrow}: {Names(arrow)}")];
        Assert.True(
            gone.Length + added.Length == 0,
            "tests/Tidy.Tests/layers.txt differs. If that is meant, run\n"
            + "UPDATE_LAYERS=1 dotnet test tests/Tidy.Tests --filter Layer\n"
            + string.Join('\n', [.. gone, .. added]));
        Assert.Equal(written, found);
    }

    [Fact]
    public void ARoomIsFoundByItsFolder()
    {
        Rooms rooms = new(Repository.Product);
        Assert.Equal("FastHttp/Errors", rooms.Of(typeof(HttpError)));
        Assert.Equal("FastHttp/Messages", rooms.Of(typeof(FastHttpResponseHeaders.Enumerator)));
        Assert.Null(rooms.Of(typeof(string)));
    }

    // Code has the value of a constant, and no name of its type.
    [Fact]
    public void AConstantOfAnotherRoomIsSeen()
    {
        SourceFile there = new("src/Sample/There/A.cs", "class A { public const int One = 1; public int Two; }");
        SourceFile here = new("src/Sample/Here/B.cs", "class B { [Some(A.One)] int _one = A.One + A.Two; }");
        Rooms rooms = new([there, here]);
        Assert.Equal(
            ("Sample/Here", "Sample/There", "B.cs -> A.One"), Assert.Single(rooms.ConstantArrows(here).Distinct()));
        Assert.Empty(rooms.ConstantArrows(there));
    }

    [Fact]
    public void ACycleIsFound()
    {
        (string, string)[] arrows = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")];
        Assert.Equal([("b", "c"), ("c", "b")], RoomOrder.Cycles(arrows));
        Assert.Equal(["a"], RoomOrder.Of(arrows));
        Assert.Equal(["a", "b", "c", "d"], RoomOrder.Of([("c", "d"), ("a", "b"), ("b", "c")]));
    }

    [Fact]
    public void WhatShipsUsesPublicFacesAlone() => AssertNone(
        from assembly in s_assemblies
        from friend in assembly.GetCustomAttributes<InternalsVisibleToAttribute>()
        where s_assemblies.Any(other => other.GetName().Name == friend.AssemblyName)
        select $"{assembly.GetName().Name}: no back door for {friend.AssemblyName}");

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

    private static IEnumerable<string> Named(string room) => s_arrows.Keys
        .Where(arrow => arrow.From == room)
        .Select(arrow => arrow.To)
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Arrows(IEnumerable<string> lines) =>
        from line in lines
        let parts = line.Split([": ", " "], StringSplitOptions.RemoveEmptyEntries)
        from named in parts.Skip(1)
        select $"{parts[0]} -> {named}";

    private static string Names(string arrow)
    {
        string[] parts = arrow.Split(" -> ");
        return string.Join(", ", s_arrows[(parts[0], parts[1])].Take(NamesShown));
    }

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
