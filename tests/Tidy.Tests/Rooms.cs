using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>
/// Which room a type of the product lives in: its project and the folder of its file, such as
/// <c>FastHttp/Connections</c>. What a project has outside its folders is in the room of its name.
/// </summary>
internal sealed class Rooms
{
    private readonly Dictionary<string, string> _rooms = [];

    // Where each constant is declared, by "Type.Name": code has its value, and does not say where it is from.
    private readonly ILookup<string, string> _constants;
    private readonly SourceFile[] _files;

    /// <summary>Reads the declarations of files.</summary>
    public Rooms(IEnumerable<SourceFile> files)
    {
        _files = [.. files];
        _constants = _files.SelectMany(ConstantsOf).ToLookup(found => found.Name, found => found.Room);
        foreach (SourceFile file in _files)
        {
            string room = RoomOf(file);
            foreach (BaseNamespaceDeclarationSyntax space in
                file.Syntax.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>())
            {
                foreach (string type in space.Members.Select(NameOf).OfType<string>())
                {
                    _rooms[$"{space.Name}.{type}"] = room;
                }
            }
        }
    }

    /// <summary>The room of a type; null for one that is not ours.</summary>
    public string? Of(Type type)
    {
        Type outer = LayerRules.Outermost(type);
        string name = $"{outer.Namespace}.{outer.Name}".Split('`')[0];
        return _rooms.GetValueOrDefault(name);
    }

    /// <summary>Every arrow between two rooms, with the names that make it.</summary>
    public Dictionary<(string From, string To), SortedSet<string>> Arrows(IEnumerable<Assembly> assemblies)
    {
        Dictionary<(string From, string To), SortedSet<string>> arrows = [];
        foreach ((string from, string to, string names) in _files.SelectMany(ConstantArrows))
        {
            Add(arrows, from, to, names);
        }

        foreach (Type type in assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            if (Of(type) is not { } from)
            {
                continue;
            }

            foreach (Type named in TypeReferences.Of(type))
            {
                if (Of(named) is { } to && to != from)
                {
                    Add(arrows, from, to, $"{LayerRules.Outermost(type).Name} -> {LayerRules.Outermost(named).Name}");
                }
            }
        }

        return arrows;
    }

    /// <summary>The arrows of one file to the rooms of constants that it names.</summary>
    public IEnumerable<(string From, string To, string Names)> ConstantArrows(SourceFile file)
    {
        string room = RoomOf(file);
        string project = room.Split('/')[0];
        return
            from access in file.Syntax.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            where access.Expression is IdentifierNameSyntax
            let rooms = _constants[access.ToString()].ToArray()

            // Two projects may have a type of one name; each means its own.
            let to = rooms.FirstOrDefault(other => other.Split('/')[0] == project) ?? rooms.FirstOrDefault()
            where to is not null && to != room
            select (room, to, $"{System.IO.Path.GetFileName(file.Path)} -> {access}");
    }

    private static void Add(
        Dictionary<(string From, string To), SortedSet<string>> arrows, string from, string to, string names)
    {
        if (!arrows.TryGetValue((from, to), out SortedSet<string>? found))
        {
            arrows.Add((from, to), found = new SortedSet<string>(StringComparer.Ordinal));
        }

        found.Add(names);
    }

    private static string RoomOf(SourceFile file) =>
        System.IO.Path.GetDirectoryName(file.Path)!.Replace('\\', '/')["src/".Length..];

    private static IEnumerable<(string Name, string Room)> ConstantsOf(SourceFile file) =>
        from field in file.Syntax.DescendantNodes().OfType<FieldDeclarationSyntax>()
        where field.Modifiers.Any(SyntaxKind.ConstKeyword) && field.Parent is TypeDeclarationSyntax
        from variable in field.Declaration.Variables
        select ($"{((TypeDeclarationSyntax)field.Parent!).Identifier.Text}.{variable.Identifier.Text}", RoomOf(file));

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };
}
