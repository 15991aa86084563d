using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace LocustBridge;

/// <summary>
/// A value as masters and workers exchange it in custom messages and options: nil, boolean, number, text, bytes, list
/// or map. Immutable; may be shared between threads.
/// </summary>
public sealed class LocustValue
{
    private readonly long _bits;
    private readonly object? _object;

    private LocustValue(LocustValueKind kind, long bits, object? value)
    {
        Kind = kind;
        _bits = bits;
        _object = value;
    }

    /// <summary>Python's None.</summary>
    public static LocustValue Nil { get; } = new(LocustValueKind.Nil, 0, null);

    /// <summary>What this is.</summary>
    public LocustValueKind Kind { get; }

    /// <summary>Whether this is nil.</summary>
    public bool IsNil => Kind == LocustValueKind.Nil;

    /// <summary>The elements of a list; empty for any other kind.</summary>
    public IReadOnlyList<LocustValue> Items => _object as IReadOnlyList<LocustValue> ?? [];

    /// <summary>The pairs of a map in wire order; empty for any other kind.</summary>
    public IReadOnlyList<KeyValuePair<LocustValue, LocustValue>> Pairs =>
        _object as IReadOnlyList<KeyValuePair<LocustValue, LocustValue>> ?? [];

    /// <summary>The value under a text key of a map; nil when this is no map or has no such key.</summary>
    /// <param name="key">The key, compared byte by byte.</param>
    public LocustValue this[string key]
    {
        get
        {
            foreach (KeyValuePair<LocustValue, LocustValue> pair in Pairs)
            {
                if (pair.Key.Kind == LocustValueKind.Text && (string?)pair.Key._object == key)
                {
                    return pair.Value;
                }
            }

            return Nil;
        }
    }

    /// <summary>A boolean.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LocustValue(bool value) => FromBoolean(value);

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LocustValue(long value) => FromInt64(value);

    /// <summary>A number.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LocustValue(double value) => FromDouble(value);

    /// <summary>A text; null gives nil.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator LocustValue(string? value) => FromString(value);

    /// <summary>A boolean.</summary>
    /// <param name="value">The value.</param>
    public static LocustValue FromBoolean(bool value) => new(LocustValueKind.Boolean, value ? 1 : 0, null);

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static LocustValue FromInt64(long value) => new(LocustValueKind.Integer, value, null);

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static LocustValue FromUInt64(ulong value) =>
        new(value <= long.MaxValue ? LocustValueKind.Integer : LocustValueKind.UnsignedInteger, (long)value, null);

    /// <summary>A number.</summary>
    /// <param name="value">The value.</param>
    public static LocustValue FromDouble(double value) =>
        new(LocustValueKind.Float, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A text; null gives nil.</summary>
    /// <param name="value">The value.</param>
    public static LocustValue FromString(string? value) =>
        value is null ? Nil : new(LocustValueKind.Text, 0, value);

    /// <summary>Bytes.</summary>
    /// <param name="value">The bytes; copied.</param>
    public static LocustValue FromBinary(ReadOnlySpan<byte> value) => new(LocustValueKind.Binary, 0, value.ToArray());

    /// <summary>A list.</summary>
    /// <param name="items">The elements; the list is taken over and must not change any more.</param>
    public static LocustValue FromList(IReadOnlyList<LocustValue> items) => new(LocustValueKind.List, 0, items);

    /// <summary>A list.</summary>
    /// <param name="items">The elements.</param>
    public static LocustValue ListOf(params LocustValue[] items) => FromList(items);

    /// <summary>A map.</summary>
    /// <param name="pairs">The pairs; the list is taken over and must not change any more.</param>
    public static LocustValue FromMap(IReadOnlyList<KeyValuePair<LocustValue, LocustValue>> pairs) =>
        new(LocustValueKind.Map, 0, pairs);

    /// <summary>A map with text keys.</summary>
    /// <param name="pairs">Keys and values.</param>
    public static LocustValue MapOf(params (string Key, LocustValue Value)[] pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var list = new List<KeyValuePair<LocustValue, LocustValue>>(pairs.Length);
        foreach ((string key, LocustValue value) in pairs)
        {
            list.Add(new(key, value));
        }

        return FromMap(list);
    }

    /// <summary>Whether this is true, or a number other than zero.</summary>
    public bool AsBoolean() => Kind == LocustValueKind.Boolean ? _bits != 0 : AsDouble(0) != 0;

    /// <summary>This as an integer.</summary>
    /// <param name="fallback">Given when this is no number or does not fit.</param>
    public long AsInt64(long fallback) => Kind switch
    {
        LocustValueKind.Integer => _bits,
        LocustValueKind.Float when Math.Abs(AsDouble(0)) < 9e18 => (long)AsDouble(0),
        _ => fallback,
    };

    /// <summary>This as a number.</summary>
    /// <param name="fallback">Given when this is no number.</param>
    public double AsDouble(double fallback) => Kind switch
    {
        LocustValueKind.Integer => _bits,
        LocustValueKind.UnsignedInteger => (ulong)_bits,
        LocustValueKind.Float => BitConverter.Int64BitsToDouble(_bits),
        _ => fallback,
    };

    /// <summary>This as text; null when it is none.</summary>
    public string? AsText() => Kind == LocustValueKind.Text ? (string?)_object : null;

    /// <summary>The bytes of a binary value; empty for any other kind.</summary>
    public ReadOnlySpan<byte> AsBinary() => _object as byte[];

    /// <summary>This as an unsigned integer; meaningful for the two integer kinds.</summary>
    internal ulong RawBits => (ulong)_bits;

    /// <summary>A rendering for logs, close to JSON; not meant to be parsed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    private void Append(StringBuilder text)
    {
        switch (Kind)
        {
            case LocustValueKind.Nil:
                text.Append("null");
                break;
            case LocustValueKind.Boolean:
                text.Append(_bits != 0 ? "true" : "false");
                break;
            case LocustValueKind.Integer:
                text.Append(_bits);
                break;
            case LocustValueKind.UnsignedInteger:
                text.Append((ulong)_bits);
                break;
            case LocustValueKind.Float:
                text.Append(AsDouble(0).ToString("R", CultureInfo.InvariantCulture));
                break;
            case LocustValueKind.Text:
                text.Append('"').Append((string?)_object).Append('"');
                break;
            case LocustValueKind.Binary:
                text.Append("0x").Append(Convert.ToHexStringLower(AsBinary()));
                break;
            case LocustValueKind.List:
                AppendList(text);
                break;
            default:
                AppendMap(text);
                break;
        }
    }

    private void AppendList(StringBuilder text)
    {
        text.Append('[');
        for (int i = 0; i < Items.Count; i++)
        {
            if (i > 0)
            {
                text.Append(", ");
            }

            Items[i].Append(text);
        }

        text.Append(']');
    }

    private void AppendMap(StringBuilder text)
    {
        text.Append('{');
        for (int i = 0; i < Pairs.Count; i++)
        {
            if (i > 0)
            {
                text.Append(", ");
            }

            Pairs[i].Key.Append(text);
            text.Append(": ");
            Pairs[i].Value.Append(text);
        }

        text.Append('}');
    }
}

/// <summary>What a <see cref="LocustValue"/> holds.</summary>
public enum LocustValueKind : byte
{
    /// <summary>Nothing (Python's None).</summary>
    Nil,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>An integer that fits 64 signed bits.</summary>
    Integer,

    /// <summary>An integer above the signed range.</summary>
    UnsignedInteger,

    /// <summary>A floating point number.</summary>
    Float,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>A list of values.</summary>
    List,

    /// <summary>A list of pairs.</summary>
    Map,
}
