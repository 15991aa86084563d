using System;
using System.Collections.Generic;
using System.Linq;

namespace Tidy.Tests;

/// <summary>Every case of a list in docs/cases has a test, and the check would see it if one had none.</summary>
public sealed class SpecCaseTests
{
    public static TheoryData<string> Lists() => [.. Files().Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Lists))]
    public void EveryCaseHasATest(string path)
    {
        IEnumerable<SourceFile> tests =
            Repository.CSharp.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal));
        string[] problems = [.. SpecCases.Problems(Files().Single(file => file.Path == path), tests)];
        Assert.True(problems.Length == 0, "\n" + string.Join('\n', problems));
    }

    [Theory]
    [InlineData("1. a\n2. b\n", "Fact, SpecCase(\"x\", 1, 2)", null)]
    [InlineData("1. a\n2. b\n", "Theory, SpecCase(\"x\", 1), SpecCase(\"x\", 2)", null)]
    [InlineData("1. a\n2. b\n", "Fact, SpecCase(\"x\", 1), SpecCase(\"y\", 2)", "docs/cases/x.md: case 2 has no test")]
    [InlineData("1. a\n", "Fact, SpecCase(\"x\", 1, 2)", "tests/X.cs: M: docs/cases/x.md has no case 2")]
    [InlineData("1. a\n", "SpecCase(\"x\", 1)", "tests/X.cs: M: marked with a case, and no test")]
    [InlineData(
        "1. a\n3. b\n",
        "Fact, SpecCase(\"x\", 1, 3)",
        "docs/cases/x.md: the numbers do not count from 1 without a gap")]
    public void WhatIsMissingIsFound(string list, string attributes, string? problem)
    {
        SourceFile test = new("tests/X.cs", $"class X {{ [{attributes}] public void M() {{ }} }}");
        string[] expected = problem is null ? [] : [problem];
        Assert.Equal(expected, SpecCases.Problems(new SourceFile("docs/cases/x.md", list), [test]));
    }

    [Theory]
    [InlineData("SpecRow.Of(\"x\", 2, \"a\")", "1, 2", true)]
    [InlineData("SpecRow.Of<A>(\"x\", 2, new(2))", "1, 2", true)]
    [InlineData("SpecRow.Of(\"y\", 2, \"a\")", "1, 2", false)]
    [InlineData("SpecRow.Of(\"x\", 2)", "1, 2", false)]
    [InlineData("0", "2", true)]
    public void ATableProvesWhatItsRowsName(string row, string numbers, bool isProven)
    {
        SourceFile test = new(
            "tests/X.cs",
            $"class X {{ object A = {row} + SpecRow.Of(\"x\", 1, \"a\"); "
            + $"[Theory, MemberData(\"A\"), SpecCase(\"x\", {numbers})] public void M() {{ }} }}");
        string[] expected = isProven
            ? []
            : ["tests/X.cs: M: no row of a table names case 2", "docs/cases/x.md: case 2 has no test"];
        Assert.Equal(expected, SpecCases.Problems(new SourceFile("docs/cases/x.md", "1. a\n2. b\n"), [test]));
    }

    private static IEnumerable<SourceFile> Files() =>
        Repository.Files.Where(file => file.Path.StartsWith("docs/cases/", StringComparison.Ordinal));
}
