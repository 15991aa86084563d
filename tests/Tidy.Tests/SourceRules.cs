using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>The rules that one file can break by itself. Each returns what is wrong, as "place: what".</summary>
internal static partial class SourceRules
{
    public const int MaxLineLength = 120;
    public const int MaxFileLines = 500;
    public const int SoftFileLines = 300;
    public const int MaxTypeLines = 800;
    public const int SoftTypeLines = 500;
    public const int MaxMethodLines = 70;
    private const int MaxRecordLines = 30;

    /// <summary>
    /// Lines of at most 120 characters; a line that is one long address cannot be broken and may stay.
    /// </summary>
    public static IEnumerable<string> LineLength(SourceFile file) =>
        from line in file.Lines.Index()
        where line.Item.Length > MaxLineLength && !line.Item.Contains("https://", StringComparison.Ordinal)
        select $"{file.Path}:{line.Index + 1}: {line.Item.Length} characters";

    /// <summary>Files of at most 500 lines.</summary>
    public static IEnumerable<string> FileLength(SourceFile file) =>
        file.Lines.Length > MaxFileLines ? [$"{file.Path}: {file.Lines.Length} lines"] : [];

    /// <summary>Methods, accessors and constructors of at most 70 lines, signature and braces included.</summary>
    public static IEnumerable<string> MethodLength(SourceFile file) =>
        from node in file.Syntax.DescendantNodes()
        where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
        let span = node.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MaxMethodLines
        select $"{file.Path}:{span.StartLinePosition.Line + 1}: {lines} lines";

    /// <summary>
    /// Types of at most 800 lines of code, over all their partial files: several files do not make one smaller. Blank
    /// lines and comments do not count, so that nothing is gained by leaving a comment out.
    /// </summary>
    public static IEnumerable<string> TypeLength(IEnumerable<SourceFile> files) =>
        from type in TypeLengths(files)
        where type.Lines > MaxTypeLines
        select $"{type.Name}: {type.Lines} lines of code";

    /// <summary>Lines of code of each top-level type, by the path of the file that has its name.</summary>
    public static IEnumerable<(string Name, int Lines)> TypeLengths(IEnumerable<SourceFile> files) =>
        from file in files
        from type in TopLevelTypes(file).OfType<TypeDeclarationSyntax>()
        let folder = System.IO.Path.GetDirectoryName(file.Path)!.Replace('\\', '/')
        group CodeLines(type) by $"{folder}/{type.Identifier.Text}{new string('`', type.Arity)}.cs" into parts
        select (parts.Key, parts.Sum());

    private static int CodeLines(TypeDeclarationSyntax type) =>
        type.DescendantTokens()
            .Select(token => token.GetLocation().GetLineSpan())
            .SelectMany(span => Enumerable.Range(
                span.StartLinePosition.Line, span.EndLinePosition.Line - span.StartLinePosition.Line + 1))
            .Distinct()
            .Count();

    /// <summary>
    /// A file declares the type of its name, up to its first dot. Enums, delegates and records of at most 30 lines may
    /// stand after it, beside their owner.
    /// </summary>
    public static IEnumerable<string> OneTypePerFile(SourceFile file)
    {
        List<MemberDeclarationSyntax> types = [.. TopLevelTypes(file)];

        // A generic type beside its namesake has its parameter in the name of the file: NameOfT.cs.
        string expected = System.IO.Path.GetFileName(file.Path).Split('.')[0];
        return types.Count == 0
            || ((NameOf(types[0]) == expected
                || expected.StartsWith(NameOf(types[0]) + "OfT", StringComparison.Ordinal))
                && types.Skip(1).All(MayStandBeside))
            ? []
            : [$"{file.Path}: declares {string.Join(", ", types.Select(NameOf))}"];
    }

    private static IEnumerable<MemberDeclarationSyntax> TopLevelTypes(SourceFile file) =>
        file.Syntax.DescendantNodes(node => node is not TypeDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(IsType);

    private static bool MayStandBeside(MemberDeclarationSyntax type)
    {
        FileLinePositionSpan span = type.GetLocation().GetLineSpan();
        return type is EnumDeclarationSyntax or DelegateDeclarationSyntax
            || (type is RecordDeclarationSyntax
                && span.EndLinePosition.Line - span.StartLinePosition.Line < MaxRecordLines);
    }

    /// <summary>
    /// The namespace follows the folder, below <paramref name="rootNamespace"/> for the project's own.
    /// </summary>
    public static IEnumerable<string> NamespaceIsFolder(SourceFile file, string projectFolder, string rootNamespace)
    {
        string folder = System.IO.Path.GetDirectoryName(file.Path)!.Replace('\\', '/');
        string below = folder[projectFolder.Length..].Replace('/', '.');
        return
            from declared in file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            where declared.Name.ToString() != rootNamespace + below
                && !(IsAround(declared.Name.ToString(), rootNamespace + below) && declared.Members.All(IsPublic))
            select $"{file.Path}: namespace {declared.Name} is not {rootNamespace}{below}";
    }

    private static bool IsAround(string outer, string inner) => inner.StartsWith(outer + ".", StringComparison.Ordinal);

    // A room does not show in the name of what users write.
    private static bool IsPublic(MemberDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword);

    /// <summary>Each top-level type opens with a comment on what it is for.</summary>
    public static IEnumerable<string> TypeHasHeader(SourceFile file) =>
        from type in TopLevelTypes(file)
        where !type.GetLeadingTrivia().Any(IsComment)
        select $"{file.Path}: {NameOf(type)} has no comment";

    /// <summary>No regions, no bare notes to self, nothing left unimplemented.</summary>
    public static IEnumerable<string> Leftovers(SourceFile file) =>
        from line in file.Lines.Index()
        let match = LeftoverPattern().Match(line.Item)
        where match.Success
        select $"{file.Path}:{line.Index + 1}: {match.Value.Trim()}";

    /// <summary>No path of a developer's machine and no address of a package feed.</summary>
    public static IEnumerable<string> MachineNames(SourceFile file) =>
        from line in file.Lines.Index()
        let match = MachinePattern().Match(line.Item)
        where match.Success
        select $"{file.Path}:{line.Index + 1}: {match.Value}";

    // The words are put together here so that this file does not break its own rule.
    [GeneratedRegex(@"^\s*#reg" + @"ion\b|\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK)\b|NotImplemented" + "Exception")]
    private static partial Regex LeftoverPattern();

    [GeneratedRegex("(?<![A-Za-z0-9_.~-])/(wo" + "rk|ho" + "me|far" + "m|Us" + @"ers)/"
        + @"|[a-z0-9.-]*\b(nuget|npmjs|pypi)\.(org|com)\b|\b(artifactory|nexus|proget)\.[a-z]")]
    private static partial Regex MachinePattern();

    private static bool IsType(MemberDeclarationSyntax member) =>
        member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;

    private static string NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => member.Kind().ToString(),
    };

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
        || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia);
}
