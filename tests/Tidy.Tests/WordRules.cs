using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>The words of words.txt, held against what users read, and some against the code as well.</summary>
internal static class WordRules
{
    private const string CodeMark = "code ";

    private static readonly Lazy<IReadOnlyList<(Regex Pattern, string Instead, bool IsOfCode)>> s_words = new(Read);

    // Licences are quoted; what a public API is called is a text of its own; cases quote the standards.
    private static readonly string[] s_others = ["THIRD-PARTY-NOTICES.md", "docs/api/", "docs/cases/", "tests/"];

    /// <summary>No such word in a document, a page, a help text, or a text of the product's code.</summary>
    public static IEnumerable<string> PlainWords(SourceFile file)
    {
        if (s_others.Any(other => file.Path.StartsWith(other, StringComparison.Ordinal)))
        {
            return [];
        }

        bool isDocument = Path.GetExtension(file.Path)
            is ".md" or ".txt" or ".js" or ".css" or ".html" or ".lua" or ".sh";
        IEnumerable<(int Line, string Text)> said = isDocument ? file.Lines.Index()
            : file.IsCSharp && file.Path.StartsWith("src/", StringComparison.Ordinal) ? Texts(file)
            : [];
        IEnumerable<(int Line, string Text)> code = file.IsCSharp ? file.Lines.Index() : [];
        return said.SelectMany(part => Find(file, part, isOfCode: false))
            .Concat(code.SelectMany(part => Find(file, part, isOfCode: true)))
            .Distinct();
    }

    private static IEnumerable<(int Line, string Text)> Texts(SourceFile file) =>
        from token in file.Syntax.DescendantTokens()
        where token.IsKind(SyntaxKind.StringLiteralToken)
            || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
            || token.IsKind(SyntaxKind.SingleLineRawStringLiteralToken)
            || token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken)
        let interpolated = token.Parent?.Parent as InterpolatedStringExpressionSyntax
        select (
            token.GetLocation().GetLineSpan().StartLinePosition.Line,

            // A whole text, since a phrase may begin after a value.
            interpolated?.ToString() ?? token.Text);

    private static IEnumerable<string> Find(SourceFile file, (int Line, string Text) part, bool isOfCode) =>
        from word in s_words.Value
        where word.IsOfCode || !isOfCode
        let match = word.Pattern.Match(part.Text)
        where match.Success
        select $"{file.Path}:{part.Line + 1}: {match.Value} (write: {word.Instead})";

    private static List<(Regex Pattern, string Instead, bool IsOfCode)> Read()
    {
        string path = Path.Combine(Repository.Root, "tests", "Tidy.Tests", "words.txt");
        List<(Regex, string, bool)> words = [];
        foreach (string line in File.ReadAllLines(path).Where(line => line.Length > 0 && line[0] != '#'))
        {
            int end = line.LastIndexOf(" | ", StringComparison.Ordinal);
            bool isOfCode = line.StartsWith(CodeMark, StringComparison.Ordinal);
            string pattern = line[(isOfCode ? CodeMark.Length : 0)..end];
            words.Add((new Regex(pattern, RegexOptions.IgnoreCase), line[(end + 3)..], isOfCode));
        }

        return words;
    }
}
