using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace FastHttp.Transports.Linux;

/// <summary>
/// Which connection an epoll event is for: an index, not a lookup. A token is slot and generation, so that an event of
/// a connection that was closed earlier in the same turn finds nothing instead of the slot's next owner. Loop-owned.
/// </summary>
internal sealed class SlotTable
{
    /// <summary>The token of the loop's own eventfd.</summary>
    public const ulong MailboxToken = ulong.MaxValue;

    private readonly Stack<int> _free = new();
    private Entry[] _entries = new Entry[64];
    private int _used;

    public int Rent(EpollConnection connection, out ulong token)
    {
        if (!_free.TryPop(out int slot))
        {
            slot = _used++;
            if (slot == _entries.Length)
            {
                Array.Resize(ref _entries, _entries.Length * 2);
            }
        }

        ref Entry entry = ref _entries[slot];
        Debug.Assert(entry.Connection is null, "A slot has one owner.");
        entry.Connection = connection;
        token = ((ulong)entry.Generation << 32) | (uint)slot;
        return slot;
    }

    public void Return(int slot)
    {
        ref Entry entry = ref _entries[slot];
        Debug.Assert(entry.Connection is not null, "A slot is given back once.");
        entry.Connection = null;
        entry.Generation = (entry.Generation + 1) & 0x7FFF_FFFF;
        _free.Push(slot);
    }

    public EpollConnection? Find(ulong token)
    {
        Entry[] entries = _entries;
        uint slot = (uint)token;
        if (slot >= (uint)entries.Length)
        {
            return null;
        }

        ref Entry entry = ref entries[slot];
        return entry.Generation == (uint)(token >> 32) ? entry.Connection : null;
    }

    public void ForEach(Action<EpollConnection> action)
    {
        for (int slot = 0; slot < _used; slot++)
        {
            if (_entries[slot].Connection is { } connection)
            {
                action(connection);
            }
        }
    }

    private struct Entry
    {
        public EpollConnection? Connection;
        public uint Generation;
    }
}
