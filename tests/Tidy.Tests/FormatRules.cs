using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>
/// What neither the build nor <c>dotnet format whitespace</c> looks at: the rest of <c>dotnet format</c> analyses all
/// of it once more, which takes longer than to build it.
/// </summary>
internal static partial class FormatRules
{
    /// <summary>
    /// Usings in the order of <c>dotnet format</c>: namespaces, then static ones, then aliases; System first, then by
    /// the alphabet.
    /// </summary>
    public static IEnumerable<string> UsingsInOrder(SourceFile file) =>
        from list in Lists(file.Syntax)
        from pair in list.Zip(list.Skip(1))
        where Compare(pair.First, pair.Second) > 0
        select $"{Place(file, pair.Second)}: {pair.Second} comes before {pair.First}";

    /// <summary>No <c>this.</c> before a member. IDE0003, which the compiler does not run.</summary>
    public static IEnumerable<string> NoThis(SourceFile file) =>
        from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where access.Expression.IsKind(SyntaxKind.ThisExpression)
        select $"{Place(file, access)}: {access}";

    /// <summary>
    /// No code that only the debug build has: the analyzers run on the release build alone. A method that is
    /// <c>[Conditional]</c> is analysed in both.
    /// </summary>
    public static IEnumerable<string> NoDebugOnlyCode(SourceFile file) =>
        from line in file.Lines.Index()
        where DebugOnlyPattern().IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}";

    // What is left out of the debug build is in the release build.
    [GeneratedRegex(@"^\s*#\s*(else|elif|if(?!\s+!DEBUG\s*$))\b")]
    private static partial Regex DebugOnlyPattern();

    private static IEnumerable<SyntaxList<UsingDirectiveSyntax>> Lists(CompilationUnitSyntax file) =>
        file.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(space => space.Usings)
            .Prepend(file.Usings);

    private static int Compare(UsingDirectiveSyntax left, UsingDirectiveSyntax right)
    {
        int kinds = Kind(left).CompareTo(Kind(right));
        return kinds != 0 ? kinds : Compare(Parts(left), Parts(right));
    }

    private static int Compare(string[] left, string[] right)
    {
        // A part at a time: the dot between them sorts before every letter.
        for (int i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            int parts = string.Compare(left[i], right[i], StringComparison.OrdinalIgnoreCase);
            if (parts != 0)
            {
                return parts;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static (int, int, int) Kind(UsingDirectiveSyntax directive) => (
        directive.GlobalKeyword.IsKind(SyntaxKind.None) ? 1 : 0,
        directive.Alias is not null ? 2 : directive.StaticKeyword.IsKind(SyntaxKind.None) ? 0 : 1,
        directive.Alias is null && Parts(directive)[0] == "System" ? 0 : 1);

    private static string[] Parts(UsingDirectiveSyntax directive) =>
        (directive.Alias?.Name.ToString() ?? directive.NamespaceOrType.ToString()).Split('.');

    private static string Place(SourceFile file, SyntaxNode node) =>
        $"{file.Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
