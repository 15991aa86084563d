using System;
using System.Text;

namespace FastHttp.Load.Sources;

// One whole request as planning wrote it, taken apart again by those who send it changed. A view of its bytes.
internal readonly ref struct RequestText
{
    private static readonly int s_versionBytes = " HTTP/1.1".Length;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _fieldsStart;

    public RequestText(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        int lineEnd = bytes.IndexOf("\r\n"u8);
        int methodEnd = bytes.IndexOf((byte)' ');
        Method = bytes[..methodEnd];
        Target = bytes[(methodEnd + 1)..(lineEnd - s_versionBytes)];
        _fieldsStart = lineEnd + 2;
        FieldsEnd = bytes.IndexOf("\r\n\r\n"u8) + 2;
    }

    public ReadOnlySpan<byte> Method { get; }

    /// <summary>As it is sent: a path, or a whole URL for a proxy.</summary>
    public ReadOnlySpan<byte> Target { get; }

    /// <summary>The field lines, each with its line end.</summary>
    public ReadOnlySpan<byte> Fields => _bytes[_fieldsStart..FieldsEnd];

    /// <summary>Where the field lines end, and the empty line begins.</summary>
    public int FieldsEnd { get; }

    public ReadOnlySpan<byte> Body => _bytes[(FieldsEnd + 2)..];

    /// <summary>The path without the query.</summary>
    public ReadOnlySpan<byte> Path
    {
        get
        {
            ReadOnlySpan<byte> path = Target;
            int authority = path.StartsWith((byte)'/') ? -1 : path.IndexOf("://"u8);
            if (authority >= 0)
            {
                path = path[(authority + 3)..];
                path = path[path.IndexOf((byte)'/')..];
            }

            int query = path.IndexOf((byte)'?');
            return query < 0 ? path : path[..query];
        }
    }

    /// <summary>Finds the value of the first field of a name, in any case: where it begins and ends.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out Range value)
    {
        int start = _fieldsStart;
        while (start < FieldsEnd)
        {
            int end = start + _bytes[start..].IndexOf("\r\n"u8);
            int colon = _bytes[start..end].IndexOf((byte)':');
            if (colon >= 0 && Ascii.EqualsIgnoreCase(_bytes.Slice(start, colon), name))
            {
                value = (start + colon + 1)..end;
                return true;
            }

            start = end + 2;
        }

        value = default;
        return false;
    }

    /// <summary>The value of the first field of a name without the blanks around it; empty if there is none.</summary>
    public ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> name) =>
        TryFind(name, out Range value) ? _bytes[value].Trim(" \t"u8) : [];
}
