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
        SourceFile[] files = [.. tests];
        HashSet<int> ofRows = [.. files.SelectMany(file => Rows(file, name))];
        HashSet<int> proven = [.. ofRows];
        foreach ((string place, IReadOnlyList<int> numbers, bool isTest, bool hasTable) in
            files.SelectMany(file => Marks(file, name)))
        {
            // A mark of one case is proven by every row of a table. What has several is shared out among the rows.
            bool isShared = hasTable && numbers.Count > 1;
            foreach (int number in isShared ? numbers.Intersect(listed).Except(ofRows) : [])
            {
                yield return $"{place}: no row of a table names case {number}";
            }

            proven.UnionWith(isShared ? [] : numbers);
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

    // SpecRow.Of("wrk", 29, row)
    private static IEnumerable<int> Rows(SourceFile file, string name) =>
        !file.Text.Contains("SpecRow.Of", StringComparison.Ordinal) ? []
        : from call in file.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
          let arguments = call.ArgumentList.Arguments
          where RowName().IsMatch(call.Expression.ToString())
              && arguments.Count > 2 && arguments[0].ToString() == $"\"{name}\""
          select Number(arguments[1].ToString());

    private static IEnumerable<(string Place, IReadOnlyList<int> Numbers, bool IsTest, bool HasTable)> Marks(
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
            bool hasTable = attributes.Any(attribute => attribute.Name.ToString() == "MemberData");
            foreach (AttributeSyntax attribute in attributes.Where(item => item.Name.ToString() == "SpecCase"))
            {
                string[] values = [.. attribute.ArgumentList!.Arguments.Select(argument => argument.ToString())];
                if (values[0] == $"\"{name}\"")
                {
                    string place = $"{file.Path}: {method.Identifier}";
                    yield return (place, [.. values[1..].Select(Number)], isTest, hasTable);
                }
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?m)^([0-9]+)\. ")]
    private static partial Regex Line();

    [GeneratedRegex("^SpecRow\\.Of(<.*>)?$")]
    private static partial Regex RowName();

    [GeneratedRegex("(Fact|Theory|Property)$")]
    private static partial Regex TestName();
}
