using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Tidy.Tests;

/// <summary>
/// Finds what names what, in the members of the built assemblies and their code, which also show what needs no using.
/// </summary>
internal static class LayerRules
{
    /// <summary>Types outside ours, by the start of their name, that some of our types must not name.</summary>
    public static IEnumerable<string> Foreign(
        Assembly assembly, Func<string, bool> isBound, params string[] forbidden) =>
        from type in assembly.GetTypes()
        let outer = Outermost(type)
        where isBound(FullName(outer))
        from named in TypeReferences.Of(type)
        where Array.Exists(forbidden, start => FullName(named).StartsWith(start, StringComparison.Ordinal))
        select $"{FullName(outer)}: may not name {FullName(named)}";

    /// <summary>The type itself, or the one around it that is in no other.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static string FullName(Type type) => type.FullName ?? type.Name;
}
