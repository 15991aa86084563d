using System;
using System.Buffers;
using System.Buffers.Text;
using System.Text;
using FastHttp.Buffers;
using FastHttp.Http1;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>
/// The pairs of a query or of a form, in their order; names may repeat. Kept as plain bytes and encoded when they are
/// written. Belongs to its caller, who may use it again after <see cref="Clear"/>: then it allocates nothing. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Numbers are written as JSON would, booleans as <c>true</c> and <c>false</c>, and texts in UTF-8. What is read is a
/// view that is valid until the next change.
/// </remarks>
public sealed class HttpArguments
{
    private readonly MessageBuffer _bytes = new();
    private FieldList _entries = new(8);

    /// <summary>How many pairs there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Removes all pairs.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _entries.Clear();
    }

    /// <summary>Adds a pair after those that exist.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ref FieldEntry entry = ref Start(name);
        _bytes.Append(value);
        entry.ValueLength = value.Length;
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void Add(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        ref FieldEntry entry = ref _entries.Add();
        entry = default;
        entry.NameStart = _bytes.Length;
        entry.NameLength = Append(name);
        entry.ValueStart = _bytes.Length;
        entry.ValueLength = Append(value);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void Add(ReadOnlySpan<byte> name, long value)
    {
        ref FieldEntry entry = ref Start(name);
        Utf8Formatter.TryFormat(value, _bytes.Reserve(20), out entry.ValueLength);
        _bytes.Advance(entry.ValueLength);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void Add(ReadOnlySpan<byte> name, double value)
    {
        ref FieldEntry entry = ref Start(name);
        Utf8Formatter.TryFormat(value, _bytes.Reserve(32), out entry.ValueLength);
        _bytes.Advance(entry.ValueLength);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void Add(ReadOnlySpan<byte> name, bool value) => Add(name, value ? "true"u8 : "false"u8);

    /// <summary>Gives the first pair of this name the value, in its place, and removes the others; adds one if there is
    /// none.</summary>
    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int place = IndexOf(name, 0);
        if (place < 0)
        {
            Add(name, value);
            return;
        }

        RemoveFrom(name, place + 1);
        ref FieldEntry entry = ref _entries.Entries[place];
        entry.ValueStart = _bytes.Length;
        entry.ValueLength = value.Length;
        _bytes.Append(value);
    }

    /// <summary>Removes all pairs of this name. False if there were none.</summary>
    public bool Remove(ReadOnlySpan<byte> name) => RemoveFrom(name, 0);

    /// <summary>Finds the first pair of this name; names are compared as they are.</summary>
    public bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        int place = IndexOf(name, 0);
        value = place < 0 ? default : Value(place);
        return place >= 0;
    }

    /// <summary>Finds the first pair of this name as a number. False if there is none, or its value is no such number.
    /// </summary>
    public bool TryGet(ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        return TryGet(name, out ReadOnlySpan<byte> text)
            && Utf8Parser.TryParse(text, out value, out int read) && read == text.Length;
    }

    /// <inheritdoc cref="TryGet(ReadOnlySpan{byte}, out long)"/>
    public bool TryGet(ReadOnlySpan<byte> name, out double value)
    {
        value = 0;
        return TryGet(name, out ReadOnlySpan<byte> text)
            && Utf8Parser.TryParse(text, out value, out int read) && read == text.Length;
    }

    /// <summary>
    /// Finds the first pair of this name as a boolean: <c>true</c> or <c>1</c>, <c>false</c> or <c>0</c>.
    /// </summary>
    public bool TryGet(ReadOnlySpan<byte> name, out bool value)
    {
        bool found = TryGet(name, out ReadOnlySpan<byte> text);
        value = found && (text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "true"u8));
        return found && (value || text.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(text, "false"u8));
    }

    /// <summary>Returns the name of a pair.</summary>
    /// <param name="index">Its place, from 0.</param>
    public ReadOnlySpan<byte> Name(int index)
    {
        FieldEntry entry = _entries.Entries[index];
        return _bytes.Written.Slice(entry.NameStart, entry.NameLength);
    }

    /// <summary>Returns the value of a pair.</summary>
    /// <param name="index">Its place, from 0.</param>
    public ReadOnlySpan<byte> Value(int index)
    {
        FieldEntry entry = _entries.Entries[index];
        return _bytes.Written.Slice(entry.ValueStart, entry.ValueLength);
    }

    /// <summary>
    /// Returns the place of the first pair of this name from <paramref name="start"/> on; -1 if there is none. A caller
    /// finds all values of a name by it.
    /// </summary>
    public int IndexOf(ReadOnlySpan<byte> name, int start = 0)
    {
        for (int index = start; index < _entries.Count; index++)
        {
            if (Name(index).SequenceEqual(name))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Sorts by name, and pairs of one name by value, byte by byte.</summary>
    public void Sort()
    {
        Span<FieldEntry> entries = _entries.Entries;

        // By insertion: there are few, and nothing is allocated for the comparison.
        for (int index = 1; index < entries.Length; index++)
        {
            FieldEntry entry = entries[index];
            int place = index;
            while (place > 0 && Compare(entries[place - 1], entry) > 0)
            {
                entries[place] = entries[place - 1];
                place--;
            }

            entries[place] = entry;
        }
    }

    /// <summary>Adds the pairs of an encoded query or form: <c>a=1&amp;b=x+y</c>. No input is an error.</summary>
    public void Parse(ReadOnlySpan<byte> encoded)
    {
        while (!encoded.IsEmpty)
        {
            int end = encoded.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? encoded : encoded[..end];
            encoded = end < 0 ? default : encoded[(end + 1)..];
            if (pair.IsEmpty)
            {
                continue;
            }

            int equals = pair.IndexOf((byte)'=');
            ref FieldEntry entry = ref _entries.Add();
            entry = default;
            entry.NameStart = _bytes.Length;
            FormEncoding.Decode(equals < 0 ? pair : pair[..equals], _bytes);
            entry.NameLength = _bytes.Length - entry.NameStart;
            entry.ValueStart = _bytes.Length;
            FormEncoding.Decode(equals < 0 ? default : pair[(equals + 1)..], _bytes);
            entry.ValueLength = _bytes.Length - entry.ValueStart;
        }
    }

    /// <summary>Writes the pairs encoded, without a leading question mark.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        for (int index = 0; index < _entries.Count; index++)
        {
            if (index > 0)
            {
                output.Write("&"u8);
            }

            FormEncoding.Write(Name(index), output);
            output.Write("="u8);
            FormEncoding.Write(Value(index), output);
        }
    }

    /// <summary>Returns the pairs encoded, as a text for people.</summary>
    public override string ToString()
    {
        ArrayBufferWriter<byte> output = new();
        WriteTo(output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private ref FieldEntry Start(ReadOnlySpan<byte> name)
    {
        ref FieldEntry entry = ref _entries.Add();
        entry = default;
        entry.NameStart = _bytes.Length;
        entry.NameLength = name.Length;
        _bytes.Append(name);
        entry.ValueStart = _bytes.Length;
        return ref entry;
    }

    private int Append(ReadOnlySpan<char> text)
    {
        int length = Encoding.UTF8.GetBytes(text, _bytes.Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        _bytes.Advance(length);
        return length;
    }

    private bool RemoveFrom(ReadOnlySpan<byte> name, int start)
    {
        bool found = false;
        for (int index = _entries.Count - 1; index >= start; index--)
        {
            if (Name(index).SequenceEqual(name))
            {
                _entries.RemoveAt(index);
                found = true;
            }
        }

        return found;
    }

    private int Compare(in FieldEntry left, in FieldEntry right)
    {
        ReadOnlySpan<byte> bytes = _bytes.Written;
        int byName = bytes.Slice(left.NameStart, left.NameLength)
            .SequenceCompareTo(bytes.Slice(right.NameStart, right.NameLength));
        return byName != 0 ? byName : bytes.Slice(left.ValueStart, left.ValueLength)
            .SequenceCompareTo(bytes.Slice(right.ValueStart, right.ValueLength));
    }
}
