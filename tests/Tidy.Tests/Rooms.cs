using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidy.Tests;

/// <summary>
/// Which room a type of the product lives in: its project and the folder of its file, such as
/// <c>FastHttp/Connections</c>. What a project has outside its folders is in the room of its name.
/// </summary>
internal sealed class Rooms
{
    private readonly Dictionary<string, string> _rooms = [];

    /// <summary>Reads the declarations of files.</summary>
    public Rooms(IEnumerable<SourceFile> files)
    {
        foreach (SourceFile file in files)
        {
            string room = System.IO.Path.GetDirectoryName(file.Path)!.Replace('\\', '/')["src/".Length..];
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
                    string names = $"{LayerRules.Outermost(type).Name} -> {LayerRules.Outermost(named).Name}";
                    if (!arrows.TryGetValue((from, to), out SortedSet<string>? found))
                    {
                        arrows.Add((from, to), found = new SortedSet<string>(StringComparer.Ordinal));
                    }

                    found.Add(names);
                }
            }
        }

        return arrows;
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };
}
