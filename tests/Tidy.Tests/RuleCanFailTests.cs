using System;
using System.Collections.Generic;
using System.Linq;

namespace Tidy.Tests;

/// <summary>Each rule finds a bad sample and lets a good one pass: a rule that cannot fail proves nothing.</summary>
public sealed class RuleCanFailTests
{
    private const string Good = """
        namespace Sample.Folder;

        /// <summary>A sample.</summary>
        internal sealed class Name
        {
            public void Method()
            {
            }
        }
        """;

    public static TheoryData<string, string> BadSamples => new()
    {
        { nameof(SourceRules.LineLength), Good + "// " + new string('x', SourceRules.MaxLineLength) },
        { nameof(SourceRules.FileLength), Good + new string('\n', SourceRules.MaxFileLines) + "// end" },
        { nameof(SourceRules.MethodLength), Good.Replace("()", "()" + new string('\n', SourceRules.MaxMethodLines)) },
        { nameof(SourceRules.OneTypePerFile), Good + "internal struct Second { }" },
        { nameof(SourceRules.OneTypePerFile), Good + $"internal record Second {{{new string('\n', 30)}}}" },
        { nameof(SourceRules.OneTypePerFile), Good.Replace("class Name", "class Other") },
        { nameof(SourceRules.TypeHasHeader), Good.Replace("/// <summary>A sample.</summary>", "") },
        { nameof(SourceRules.NamespaceIsFolder), Good.Replace("Sample.Folder", "Sample.Other") },
        { nameof(SourceRules.Leftovers), Good + "\n#reg" + "ion Text" },
        { nameof(SourceRules.Leftovers), Good + "// TO" + "DO: later" },
        { nameof(SourceRules.Leftovers), Good.Replace("{\n    }", "=> throw new NotImplemented" + "Exception();") },
        { nameof(FormatRules.UsingsInOrder), "using Sample;\nusing System;\n" + Good },
        { nameof(FormatRules.UsingsInOrder), "using System.Text;\nusing System;\n" + Good },
        { nameof(FormatRules.UsingsInOrder), "using static System.Math;\nusing System;\n" + Good },
        { nameof(FormatRules.UsingsInOrder), "using A = System.Math;\n\nusing static System.Math;\n" + Good },
        { nameof(FormatRules.NoThis), Good.Replace("{\n    }", "=> this.Method();") },
        { nameof(FormatRules.NoDebugOnlyCode), Good + "\n#if DEBUG\n#endif" },
        { nameof(FormatRules.NoDebugOnlyCode), Good + "\n#if !DEBUG\n#else\n#endif" },
        { nameof(SourceRules.MachineNames), Good + "// see /ho" + "me/somebody/file" },
        { nameof(SourceRules.MachineNames), Good + "// https://api.nuget" + ".org/v3" },
        { nameof(WordRules.PlainWords), Good.Replace("{\n    }", "=> Say(\"none beside the status" + " codes\");") },
        { nameof(WordRules.PlainWords), Good.Replace("A sample.", "An oct" + "et.") },
    };

    public static TheoryData<string> Rules => [.. s_rules.Keys];

    private static readonly Dictionary<string, Func<SourceFile, IEnumerable<string>>> s_rules = new()
    {
        [nameof(SourceRules.LineLength)] = SourceRules.LineLength,
        [nameof(SourceRules.FileLength)] = SourceRules.FileLength,
        [nameof(SourceRules.MethodLength)] = SourceRules.MethodLength,
        [nameof(SourceRules.OneTypePerFile)] = SourceRules.OneTypePerFile,
        [nameof(SourceRules.TypeHasHeader)] = SourceRules.TypeHasHeader,
        [nameof(SourceRules.NamespaceIsFolder)] = file => SourceRules.NamespaceIsFolder(file, "src/Sample", "Sample"),
        [nameof(SourceRules.Leftovers)] = SourceRules.Leftovers,
        [nameof(FormatRules.UsingsInOrder)] = FormatRules.UsingsInOrder,
        [nameof(FormatRules.NoThis)] = FormatRules.NoThis,
        [nameof(FormatRules.NoDebugOnlyCode)] = FormatRules.NoDebugOnlyCode,
        [nameof(SourceRules.MachineNames)] = SourceRules.MachineNames,
        [nameof(WordRules.PlainWords)] = WordRules.PlainWords,
    };

    [Theory]
    [MemberData(nameof(BadSamples))]
    public void ABadSampleIsFound(string rule, string text) => Assert.NotEmpty(s_rules[rule](Sample(text)));

    [Theory]
    [MemberData(nameof(Rules))]
    public void AGoodSamplePasses(string rule) => Assert.Empty(s_rules[rule](Sample(Good)));

    [Theory]
    [InlineData(400, "", 0)]
    [InlineData(401, "", 1)]
    [InlineData(400, "// A comment.\n\n", 0)]
    public void ATypeIsMeasuredOverItsFiles(int linesInEach, string aside, int found)
    {
        string text = "partial class Name\n{\n" + string.Join('\n', Enumerable.Repeat("int a;", linesInEach - 3))
            + aside + "\n}";
        SourceFile[] parts = [new("src/Sample/Name.cs", text), new("src/Sample/Name.Part.cs", text)];
        Assert.Equal(found, SourceRules.TypeLength(parts).Count());
    }

    [Fact]
    public void ReferencesInCodeAreSeen() =>
        Assert.Contains(typeof(System.Text.StringBuilder), TypeReferences.Of(typeof(HiddenReference)));

    [Fact]
    public void AForeignReferenceIsFound() => Assert.Contains(
        LayerRules.Foreign(typeof(HiddenReference).Assembly, _ => true, "System.Text.StringBuilder"),
        violation => violation.Contains(nameof(RuleCanFailTests), StringComparison.Ordinal));

    [Fact]
    public void AllowancesAreARatchet()
    {
        string[] violations = ["a.cs:1: x", "a.cs:2: x", "b.cs:1: x"];

        Assert.Empty(Allowances.Compare(violations, new() { ["a.cs"] = 2, ["b.cs"] = 1 }));
        Assert.Single(Allowances.Compare(violations, new() { ["a.cs"] = 2 }));
        Assert.Equal(2, Allowances.Compare(violations, new() { ["a.cs"] = 1, ["b.cs"] = 1 }).Count);
        Assert.Single(Allowances.Compare(violations, new() { ["a.cs"] = 3, ["b.cs"] = 1 }));
    }

    private static SourceFile Sample(string text) => new("src/Sample/Folder/Name.cs", text);

    // Names a type in its code only: no member and no signature shows it.
    private static class HiddenReference
    {
        public static int Length(object value) => ((System.Text.StringBuilder)value).Length;
    }
}
