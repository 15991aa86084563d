using System;
using System.Diagnostics;

namespace FastHttp.Http1;

/// <summary>
/// A growing list of field entries that is cleared and filled again for each message. Owned by one message or reader;
/// allocates only while it grows. Invariant: 0 ≤ Count ≤ capacity.
/// </summary>
internal struct FieldList
{
    private FieldEntry[] _entries;
    private int _count;

    public FieldList(int capacity)
    {
        _entries = new FieldEntry[capacity];
    }

    public readonly int Count => _count;

    public readonly Span<FieldEntry> Entries => new(_entries, 0, _count);

    public void Clear() => _count = 0;

    /// <summary>Makes room for one more entry, which the caller fills: its old content is not cleared.</summary>
    public ref FieldEntry Add()
    {
        if ((uint)_count >= (uint)_entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(16, _entries.Length * 2));
        }

        return ref _entries[_count++];
    }

    public void RemoveAt(int index)
    {
        Debug.Assert((uint)index < (uint)_count, "An entry that is there.");
        Array.Copy(_entries, index + 1, _entries, index, _count - index - 1);
        _count--;
    }

    public void CopyFrom(in FieldList other)
    {
        if (_entries.Length < other._count)
        {
            _entries = new FieldEntry[other._entries.Length];
        }

        other.Entries.CopyTo(_entries);
        _count = other._count;
    }
}
