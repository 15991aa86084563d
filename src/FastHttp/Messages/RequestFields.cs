using System;
using System.Diagnostics;
using System.Text;
using FastHttp.Buffers;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// The field lines of one request, kept as they go on the wire, so that writing them is one copy. Owned by the
/// request. Arguments have been checked. Invariant: the lines of _entries follow each other and fill _lines.
/// </summary>
internal sealed class RequestFields
{
    private readonly MessageBuffer _lines = new();
    private readonly MessageBuffer _host = new();
    private FieldList _entries = new(8);

    internal int Count => _entries.Count;

    internal ReadOnlySpan<byte> Lines => _lines.Written;

    /// <summary>The Host that the user has set; empty if none.</summary>
    internal ReadOnlySpan<byte> Host => _host.Written;

    /// <summary>The Content-Length that the user has set; -1 if none.</summary>
    internal long DeclaredLength { get; private set; } = -1;

    internal void Clear()
    {
        _lines.Clear();
        _host.Clear();
        _entries.Clear();
        DeclaredLength = -1;
    }

    internal void Retire(int maxRetained)
    {
        Clear();
        _lines.Retire(maxRetained);
        _host.Retire(maxRetained);
    }

    internal void Poison(byte current)
    {
        _lines.Poison(current);
        _host.Poison(current);
    }

    internal void Add(KnownHeader id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        ref FieldEntry entry = ref _entries.Add();
        entry = default;
        entry.Id = id;
        entry.NameStart = _lines.Length;
        entry.NameLength = name.Length;
        _lines.Append(name);
        _lines.Append(": "u8);
        entry.ValueStart = _lines.Length;
        entry.ValueLength = value.Length;
        _lines.Append(value);
        _lines.Append("\r\n"u8);
        AssertInvariant();
    }

    /// <summary>Adds a line, and then removes those of the same name: name and value may be views of these.</summary>
    internal void Set(KnownHeader id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Add(id, name, value);
        for (int index = _entries.Count - 2; index >= 0; index--)
        {
            if (Ascii.EqualsIgnoreCase(Name(in _entries.Entries[index]), Name(in _entries.Entries[^1])))
            {
                RemoveAt(index);
            }
        }
    }

    internal bool Remove(ReadOnlySpan<byte> name)
    {
        bool found = false;
        if (name.Overlaps(_lines.Written))
        {
            // Of the value of a line, which moves when one before it goes.
            name = name.ToArray();
        }

        for (int index = _entries.Count - 1; index >= 0; index--)
        {
            if (Ascii.EqualsIgnoreCase(Name(in _entries.Entries[index]), name))
            {
                RemoveAt(index);
                found = true;
            }
        }

        return found;
    }

    internal bool TryGet(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "host"u8))
        {
            value = Host;
            return !value.IsEmpty;
        }

        foreach (ref FieldEntry entry in _entries.Entries)
        {
            if (Ascii.EqualsIgnoreCase(Name(in entry), name))
            {
                value = _lines.Written.Slice(entry.ValueStart, entry.ValueLength);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Takes the fields that are not kept as lines. False for all others.</summary>
    internal bool TrySetOwnSlot(KnownHeader id, ReadOnlySpan<byte> value, bool replaces, FastHttpRequest request)
    {
        switch (id)
        {
            case KnownHeader.Host:
                RequestSyntax.CheckHost(value);
                if (!replaces && _host.Length > 0)
                {
                    throw new ArgumentException("A request has one Host.", nameof(value));
                }

                _host.Clear();
                _host.Append(value);
                return true;

            case KnownHeader.ContentLength:
                long length = HeadRecord.ParseLength(value);
                if (length < 0 || (!replaces && DeclaredLength >= 0))
                {
                    throw new ArgumentException("Content-Length is one decimal number.", nameof(value));
                }

                DeclaredLength = length;
                return true;

            case KnownHeader.Connection:
                return TrySetConnection(value, replaces, request);

            case KnownHeader.Expect:
                // RFC 9110 §10.1.1 knows this one expectation.
                if (!Ascii.EqualsIgnoreCase(value, "100-continue"u8))
                {
                    throw new ArgumentException("Expect takes 100-continue.", nameof(value));
                }

                request.ExpectContinue = true;
                return true;

            default:
                return false;
        }
    }

    internal bool RemoveOwnSlot(KnownHeader id, FastHttpRequest request)
    {
        bool found = false;
        if (id == KnownHeader.Host)
        {
            found = _host.Length > 0;
            _host.Clear();
        }
        else if (id == KnownHeader.ContentLength)
        {
            found = DeclaredLength >= 0;
            DeclaredLength = -1;
        }
        else if (id == KnownHeader.Connection)
        {
            found = request.CloseConnection;
            request.CloseConnection = false;
        }
        else if (id == KnownHeader.Expect)
        {
            found = request.ExpectContinue;
            request.ExpectContinue = false;
        }

        return found;
    }

    /// <summary>Removes all lines after the first ones.</summary>
    internal void Truncate(int count)
    {
        while (_entries.Count > count)
        {
            RemoveAt(_entries.Count - 1);
        }
    }

    /// <summary>Writes the names of the first lines as a list.</summary>
    internal void WriteNames(MessageBuffer output, int count)
    {
        for (int index = 0; index < count; index++)
        {
            output.Append(index == 0 ? default : ", "u8);
            output.Append(Name(in _entries.Entries[index]));
        }
    }

    internal void ForgetDeclaredLength() => DeclaredLength = -1;

    internal void RemoveAll(ReadOnlySpan<KnownHeader> ids)
    {
        for (int index = _entries.Count - 1; index >= 0; index--)
        {
            if (ids.Contains(_entries.Entries[index].Id))
            {
                RemoveAt(index);
            }
        }
    }

    // RFC 9112 §9.6: close is a property of the request, so that it is sent once. Other options name fields that end at
    // the next hop, which is for the caller to know.
    private static bool TrySetConnection(ReadOnlySpan<byte> value, bool replaces, FastHttpRequest request)
    {
        if (Ascii.EqualsIgnoreCase(value, "close"u8))
        {
            request.CloseConnection = true;
            return true;
        }

        if (!HttpSyntax.IsToken(value) && value.IndexOf((byte)',') < 0)
        {
            throw new ArgumentException("Connection takes close, keep-alive, or names of fields.", nameof(value));
        }

        foreach (Range range in value.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(value[range].Trim(" \t"u8), "close"u8))
            {
                throw new ArgumentException("Connection takes close by itself, not in a list.", nameof(value));
            }
        }

        if (replaces)
        {
            request.CloseConnection = false;
        }

        // Beside close, keep-alive would say nothing.
        return request.CloseConnection && Ascii.EqualsIgnoreCase(value, "keep-alive"u8);
    }

    private ReadOnlySpan<byte> Name(in FieldEntry entry) => _lines.Written.Slice(entry.NameStart, entry.NameLength);

    private void RemoveAt(int index)
    {
        FieldEntry entry = _entries.Entries[index];
        int length = entry.ValueStart + entry.ValueLength + 2 - entry.NameStart;
        _lines.Remove(entry.NameStart, length);
        _entries.RemoveAt(index);
        foreach (ref FieldEntry other in _entries.Entries[index..])
        {
            other.NameStart -= length;
            other.ValueStart -= length;
        }

        AssertInvariant();
    }

    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        int end = 0;
        foreach (ref FieldEntry entry in _entries.Entries)
        {
            Debug.Assert(entry.NameStart == end, "A line begins where the one before ends.");
            Debug.Assert(entry.ValueStart == end + entry.NameLength + 2, "Name, colon, blank, value.");
            end = entry.ValueStart + entry.ValueLength + 2;
        }

        Debug.Assert(end == _lines.Length, "Nothing lies after the last line.");
    }
}
