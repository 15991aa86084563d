using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>
/// Finds what names what, in two ways: the using lines of the source, and the members of the built assemblies, which
/// also show what needs no using.
/// </summary>
internal static class LayerRules
{
    /// <summary>Using lines that the map does not allow.</summary>
    public static IEnumerable<string> Usings(SourceFile file)
    {
        string? own = file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()
            .FirstOrDefault()?.Name.ToString();
        if (own is null)
        {
            return [];
        }

        string type = own + "." + System.IO.Path.GetFileName(file.Path).Split('.')[0];
        return
            from line in file.Syntax.DescendantNodes().OfType<UsingDirectiveSyntax>()
            let used = UsedBy(line)
            where LayerMap.IsOurs(used) && !LayerMap.AllowsUsing(own, type, used)
            select $"{file.Path}: {own} may not use {used}";
    }

    // Of a line that brings in the members of a type, the namespace: which type it is, its members tell.
    private static string UsedBy(UsingDirectiveSyntax line)
    {
        string used = line.NamespaceOrType.ToString();
        return line.StaticKeyword.ValueText.Length == 0 ? used : used[..used.Split('<')[0].LastIndexOf('.')];
    }

    /// <summary>Types named by the members of an assembly that the map does not allow.</summary>
    public static IEnumerable<string> References(Assembly assembly) => assembly.GetTypes().SelectMany(References);

    /// <summary>Types named by one type's members, and by their code, that the map does not allow.</summary>
    public static IEnumerable<string> References(Type type)
    {
        Type outer = Outermost(type);
        if (!LayerMap.IsOurs(outer.Namespace))
        {
            return [];
        }

        if (!LayerMap.Knows(outer.Namespace!))
        {
            return [$"{outer.FullName}: {outer.Namespace} has no entry in LayerMap"];
        }

        return TypeReferences.Of(type)
            .Select(Outermost)
            .Distinct()
            .Where(named => !LayerMap.Allows(outer.Namespace!, FullName(outer), named.Namespace ?? "", FullName(named)))
            .Select(named => $"{FullName(outer)}: may not name {FullName(named)}");
    }

    /// <summary>Types outside ours, by the start of their name, that some of our types must not name.</summary>
    public static IEnumerable<string> Foreign(
        Assembly assembly, Func<string, bool> isBound, params string[] forbidden) =>
        from type in assembly.GetTypes()
        let outer = Outermost(type)
        where isBound(FullName(outer))
        from named in TypeReferences.Of(type)
        where Array.Exists(forbidden, start => FullName(named).StartsWith(start, StringComparison.Ordinal))
        select $"{FullName(outer)}: may not name {FullName(named)}";

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static string FullName(Type type) => type.FullName ?? type.Name;
}
