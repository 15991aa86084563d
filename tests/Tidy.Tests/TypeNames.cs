using System;
using System.Linq;
using System.Reflection;

namespace Tidy.Tests;

/// <summary>Types and parameters as C# writes them, references that may be null marked as such.</summary>
internal static class TypeNames
{
    private static readonly NullabilityInfoContext s_nullability = new();

    /// <summary>A type without its namespace.</summary>
    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Of(value)}?";
        }

        string name = type.IsNested && !type.IsGenericParameter
            ? $"{Of(type.DeclaringType!)}.{type.Name}"
            : Keyword(type) ?? type.Name;
        int generic = name.IndexOf('`', StringComparison.Ordinal);
        return generic < 0
            ? name
            : $"{name[..generic]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }

    /// <summary>A parameter: how it is passed, its type, its name, and whether it may be left out.</summary>
    public static string Of(ParameterInfo parameter)
    {
        string passed = parameter.ParameterType.IsByRef
            ? parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        string type = Of(parameter.ParameterType) + Mark(s_nullability.Create(parameter).WriteState, parameter);
        return $"{passed}{type} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")}";
    }

    /// <summary>The type of a property.</summary>
    public static string Of(PropertyInfo property)
    {
        NullabilityInfo nullability = s_nullability.Create(property);
        NullabilityState state = property.CanRead ? nullability.ReadState : nullability.WriteState;
        return Of(property.PropertyType) + Mark(state, property.PropertyType);
    }

    /// <summary>What a method returns.</summary>
    public static string Return(MethodInfo method) => Of(method.ReturnType)
        + Mark(s_nullability.Create(method.ReturnParameter).ReadState, method.ReturnType);

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        object value => FormattableString.Invariant($"{value}"),
    };

    private static string Mark(NullabilityState state, ParameterInfo parameter) =>
        Mark(state, parameter.ParameterType);

    private static string Mark(NullabilityState state, Type type)
    {
        Type held = type.IsByRef ? type.GetElementType()! : type;
        return state == NullabilityState.Nullable && !held.IsValueType ? "?" : "";
    }

    private static string? Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        _ when type == typeof(void) => "void",
        _ when type == typeof(object) => "object",
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Int16 => "short",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.UInt16 => "ushort",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.String => "string",
        _ => null,
    };
}
