using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;

namespace Tidy.Tests;

/// <summary>
/// What an assembly shows to its users, as lines that do not depend on the order of the source: a line for each type,
/// and under it a line for each member that a user can name, override or implement.
/// </summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The lines of an assembly.</summary>
    public static IEnumerable<string> Of(Assembly assembly) => assembly.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(Of);

    /// <summary>The lines of one type.</summary>
    public static IEnumerable<string> Of(Type type)
    {
        yield return $"{Kind(type)} {type.Namespace}.{TypeNames.Of(type)}{Bases(type)}{Warning(type)}";
        IEnumerable<string> members = type.IsEnum
            ? Enum.GetNames(type).Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name), null)}")
            : type.GetMembers(Declared)
                .Select(member => MemberText(member) is { } text ? text + Warning(member) : null)
                .OfType<string>()
                .Order(StringComparer.Ordinal);
        foreach (string member in members)
        {
            yield return $"    {member}";
        }
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum)
        {
            return "enum";
        }

        if (type.IsInterface)
        {
            return "interface";
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return "delegate";
        }

        string modifier = (type.IsAbstract, type.IsSealed) switch
        {
            _ when type.IsValueType => type.IsByRefLike ? "ref " : "",
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return modifier + (type.IsValueType ? "struct" : "class");
    }

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            return "";
        }

        IEnumerable<Type> inherited = type.GetInterfaces().SelectMany(one => one.GetInterfaces())
            .Concat(type.BaseType?.GetInterfaces() ?? []);
        IEnumerable<string> parents = type.BaseType is { } parent && parent != typeof(object)
            && parent != typeof(ValueType)
            ? [TypeNames.Of(parent)]
            : [];
        string[] bases =
        [
            .. parents,
            .. type.GetInterfaces().Where(one => one.IsVisible).Except(inherited).Select(TypeNames.Of)
                .Order(StringComparer.Ordinal),
        ];
        return bases.Length == 0 ? "" : $" : {string.Join(", ", bases)}";
    }

    private static string? MemberText(MemberInfo member) => member switch
    {
        ConstructorInfo made when IsShown(made) =>
            $"{Access(made)}new({Parameters(made)})",
        MethodInfo method when IsShown(method) && (!method.IsSpecialName || IsOperator(method)) =>
            $"{Access(method)}{TypeNames.Return(method)} {method.Name}{Generics(method)}({Parameters(method)})",
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsShown) =>
            $"{Access(property.GetAccessors(true).First(IsShown))}{TypeNames.Of(property)} {property.Name}"
            + $"{Index(property)} {{{Accessor(property.GetMethod, "get")}{Setter(property)} }}",
        EventInfo happening when happening.AddMethod is { } add && IsShown(add) =>
            $"{Access(add)}event {TypeNames.Of(happening.EventHandlerType!)} {happening.Name}",
        FieldInfo field when field.IsPublic || field.IsFamily =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{TypeNames.Of(field.FieldType)} "
            + field.Name + (field.IsLiteral ? $" = {field.GetRawConstantValue()}" : ""),
        _ => null,
    };

    // What is experimental is named with the warning that a user has to suppress.
    private static string Warning(MemberInfo member) =>
        member.GetCustomAttribute<ExperimentalAttribute>(inherit: false) is { } attribute
            ? $" [{attribute.DiagnosticId}]"
            : "";

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOperator(MethodInfo method) => method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Access(MethodBase method)
    {
        string access = method.IsPublic ? "" : "protected ";
        if (method.DeclaringType!.IsInterface)
        {
            return method.IsStatic ? "static " : "";
        }

        return access + (method.IsStatic ? "static "
            : method.IsAbstract ? "abstract "
            : method is MethodInfo { IsVirtual: true } own && own.GetBaseDefinition() != own ? "override "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual "
            : "");
    }

    private static string Accessor(MethodInfo? method, string name) =>
        method is not null && IsShown(method) ? $" {name};" : "";

    private static string Setter(PropertyInfo property)
    {
        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers()
            .Any(modifier => modifier.Name == "IsExternalInit") == true;
        return Accessor(property.SetMethod, isInit ? "init" : "set");
    }

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index
        ? $"[{string.Join(", ", index.Select(TypeNames.Of))}]"
        : "";

    private static string Generics(MethodInfo method) => method.IsGenericMethod
        ? $"<{string.Join(", ", method.GetGenericArguments().Select(one => one.Name))}>"
        : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(TypeNames.Of));
}
