using System;

using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>One file: where it is, relative to the root and with forward slashes, and what it says.</summary>
internal sealed class SourceFile(string path, string text)
{
    private CompilationUnitSyntax? _syntax;

    public string Path { get; } = path;

    public string Text { get; } = text;

    /// <summary>The lines, without the empty piece behind the last line end.</summary>
    public string[] Lines { get; } = text.TrimEnd('\n').Split('\n');

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>The parsed file; parsed when first asked for.</summary>
    public CompilationUnitSyntax Syntax => _syntax ??= Parse();

    private CompilationUnitSyntax Parse()
    {
        CSharpParseOptions options = new(LanguageVersion.Preview);
        return CSharpSyntaxTree.ParseText(Text, options).GetCompilationUnitRoot();
    }
}
