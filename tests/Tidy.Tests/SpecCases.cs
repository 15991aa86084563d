using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>
/// The lists of cases in docs/cases, one numbered line a case, and the tests that name them with a SpecCase attribute.
/// </summary>
internal static partial class SpecCases
{
    /// <summary>What is wrong between a list and the tests, as "place: what".</summary>
    /// <param name="list">The list; its file is called as the attributes call it.</param>
    /// <param name="tests">The files of the tests.</param>
    public static IEnumerable<string> Problems(SourceFile list, IEnumerable<SourceFile> tests)
    {
        string name = System.IO.Path.GetFileNameWithoutExtension(list.Path);
        int[] listed = [.. Line().Matches(list.Text).Select(match => Number(match.Groups[1].Value))];
        HashSet<int> proven = [];
        foreach ((string place, IReadOnlyList<int> numbers, bool isTest) in tests.SelectMany(file => Marks(file, name)))
        {
            proven.UnionWith(numbers);
            if (!isTest)
            {
                yield return $"{place}: marked with a case, and no test";
            }

            foreach (int number in numbers.Except(listed))
            {
                yield return $"{place}: {list.Path} has no case {number}";
            }
        }

        if (!listed.SequenceEqual(Enumerable.Range(1, listed.Length)))
        {
            yield return $"{list.Path}: the numbers do not count from 1 without a gap";
        }

        foreach (int number in listed.Except(proven))
        {
            yield return $"{list.Path}: case {number} has no test";
        }
    }

    private static IEnumerable<(string Place, IReadOnlyList<int> Numbers, bool IsTest)> Marks(
        SourceFile file, string name)
    {
        // Most files have none: they need no parsing.
        if (!file.Text.Contains($"SpecCase(\"{name}\"", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (MethodDeclarationSyntax method in file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            AttributeSyntax[] attributes = [.. method.AttributeLists.SelectMany(group => group.Attributes)];
            bool isTest = attributes.Any(attribute => TestName().IsMatch(attribute.Name.ToString()));
            foreach (AttributeSyntax attribute in attributes.Where(item => item.Name.ToString() == "SpecCase"))
            {
                string[] values = [.. attribute.ArgumentList!.Arguments.Select(argument => argument.ToString())];
                if (values[0] == $"\"{name}\"")
                {
                    yield return ($"{file.Path}: {method.Identifier}", [.. values[1..].Select(Number)], isTest);
                }
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?m)^([0-9]+)\. ")]
    private static partial Regex Line();

    [GeneratedRegex("(Fact|Theory|Property)$")]
    private static partial Regex TestName();
}
