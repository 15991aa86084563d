using System;
using System.Collections.Generic;
using System.Linq;

using Xunit.Abstractions;

namespace Tidy.Tests;

/// <summary>The rules, held against every file of the repository.</summary>
public sealed class SourceRuleTests(ITestOutputHelper output)
{
    // Project folder and its root namespace.
    private static readonly (string Folder, string Namespace)[] s_projects =
    [
        ("src/FastHttp", "FastHttp"),
        ("src/FastHttp.Load", "FastHttp.Load"),
        ("src/Runner", "Runner"),
        ("src/LocustBridge", "LocustBridge"),
        ("src/LocustBridge.Http", "LocustBridge.Http"),
        ("samples/UserApi", "UserApi"),
        ("samples/Get", "Get"),
        ("samples/LoadTest", "LoadTest"),
        ("samples/Shop", "Shop"),
        ("samples/PostJson", "PostJson"),
        ("samples/Download", "Download"),
        ("samples/Retry", "Retry"),
        ("samples/WebService", "WebService"),
        ("bench", "Bench"),
        ("tests/Testing", "Testing"),
        ("tests/FastHttp.Tests", "FastHttp.Tests"),
        ("tests/Load.Tests", "Load.Tests"),
        ("tests/LoadFace.Tests", "LoadFace.Tests"),
        ("tests/Runner.Tests", "Runner.Tests"),
        ("tests/LocustBridge.Tests", "LocustBridge.Tests"),
        ("tests/Soak", "Soak"),
        ("tests/Fuzz", "Fuzz"),
        ("tests/Shortage", "Shortage"),
        ("tests/Tidy.Tests", "Tidy.Tests"),
    ];

    [Fact]
    public void LinesAreShort() => Check("line", Repository.CSharp.SelectMany(SourceRules.LineLength));

    [Fact]
    public void FilesAreShort()
    {
        foreach (SourceFile file in Repository.CSharp.Where(file => file.Lines.Length > SourceRules.SoftFileLines))
        {
            output.WriteLine($"{file.Path}: {file.Lines.Length} lines; does it still have one subject?");
        }

        Check("file", Repository.CSharp.SelectMany(SourceRules.FileLength));
    }

    [Fact]
    public void TypesAreShort()
    {
        foreach ((string name, int lines) in SourceRules.TypeLengths(Repository.Product))
        {
            if (lines > SourceRules.SoftTypeLines)
            {
                output.WriteLine($"{name}: {lines} lines of code; does it still have one subject?");
            }
        }

        Check("size", SourceRules.TypeLength(Repository.Product));
    }

    [Fact]
    public void MethodsAreShort() => Check("method", Repository.CSharp.SelectMany(SourceRules.MethodLength));

    [Fact]
    public void AFileDeclaresOneTypeOfItsName() =>
        Check("type", Repository.CSharp.SelectMany(SourceRules.OneTypePerFile));

    [Fact]
    public void ATypeOpensWithItsPurpose() => Check("header", Repository.Product.SelectMany(SourceRules.TypeHasHeader));

    [Fact]
    public void NothingIsLeftOver() => Check("leftover", Repository.CSharp.SelectMany(SourceRules.Leftovers));

    [Fact]
    public void UsingsAreInOrder() => Check("usings", Repository.CSharp.SelectMany(FormatRules.UsingsInOrder));

    [Fact]
    public void MembersAreNamedWithoutThis() => Check("this", Repository.CSharp.SelectMany(FormatRules.NoThis));

    [Fact]
    public void TheReleaseBuildHasAllCode() =>
        Check("debug", Repository.CSharp.SelectMany(FormatRules.NoDebugOnlyCode));

    [Fact]
    public void U10_WordsArePlain() => Check("word", Repository.Files.SelectMany(WordRules.PlainWords));

    [Fact]
    public void NoFileNamesAMachine() => Check("machine", Repository.Files.SelectMany(SourceRules.MachineNames));

    [Fact]
    public void TheNamespaceIsTheFolder() => Check(
        "namespace",
        from file in Repository.CSharp
        where !file.Path.Contains("/Support/", StringComparison.Ordinal)  // Helpers of the tests one folder up.
        let project = s_projects.FirstOrDefault(project => IsIn(file, project.Folder))
        from violation in project.Folder is null
            ? [$"{file.Path}: belongs to no project that is listed here"]
            : SourceRules.NamespaceIsFolder(file, project.Folder, project.Namespace)
        select violation);

    private static bool IsIn(SourceFile file, string folder) =>
        file.Path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static void Check(string rule, IEnumerable<string> violations)
    {
        List<string> complaints = Allowances.Compare(violations, Allowances.Read(rule));
        Assert.True(complaints.Count == 0, "\n" + string.Join('\n', complaints));
    }
}
