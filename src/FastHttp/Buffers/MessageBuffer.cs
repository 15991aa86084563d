using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;

namespace FastHttp.Buffers;

/// <summary>
/// The bytes of one message part. Owned by the message and reused with it; grows by need, never by a size that a peer
/// declares. Not thread-safe. Invariant: 0 ≤ Length ≤ capacity.
/// </summary>
internal sealed class MessageBuffer : IBufferWriter<byte>
{
    private const int MinimumCapacity = 256;

    private byte[] _bytes = [];
    private int _length;

    internal int Length => _length;

    internal int Capacity => _bytes.Length;

    internal Span<byte> Written => new(_bytes, 0, _length);

    internal ReadOnlyMemory<byte> WrittenMemory => new(_bytes, 0, _length);

    internal ReadOnlySequence<byte> WrittenSequence => new(_bytes, 0, _length);

    internal void Clear() => _length = 0;

    internal void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _bytes.Length - _length)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    internal void Append(byte current)
    {
        if (_length == _bytes.Length)
        {
            Grow(1);
        }

        _bytes[_length++] = current;
    }

    /// <summary>Removes bytes; what follows moves up.</summary>
    internal void Remove(int start, int length)
    {
        Debug.Assert(start >= 0 && length >= 0 && start + length <= _length, "Bytes that are there.");
        Array.Copy(_bytes, start + length, _bytes, start, _length - start - length);
        _length -= length;
    }

    /// <summary>Shortens the content.</summary>
    internal void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)_length, nameof(length));
        _length = length;
    }

    /// <summary>Overwrites everything that a stale view could still show.</summary>
    internal void Poison(byte current) => Array.Fill(_bytes, current);

    /// <summary>Empties the buffer, and drops it if it has grown over the limit.</summary>
    internal void Retire(int maxRetained)
    {
        _length = 0;
        if (_bytes.Length > maxRetained)
        {
            _bytes = [];
        }
    }

    /// <summary>The content as a stream; valid as the content is.</summary>
    internal Stream OpenRead() => new MemoryStream(_bytes, 0, _length, writable: false);

    /// <summary>Returns the room after the content, at least so much.</summary>
    internal Span<byte> Reserve(int count)
    {
        MakeRoom(count);
        return _bytes.AsSpan(_length);
    }

    /// <summary>Takes in bytes that were written to the room after the content.</summary>
    internal void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _length), nameof(count));
        _length += count;
    }

    void IBufferWriter<byte>.Advance(int count) => Advance(count);

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        MakeRoom(sizeHint);
        return _bytes.AsMemory(_length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => Reserve(sizeHint);

    private void MakeRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        if (Math.Max(sizeHint, 1) > _bytes.Length - _length)
        {
            Grow(Math.Max(sizeHint, 1));
        }
    }

    private void Grow(int count)
    {
        long needed = (long)_length + count;
        if (needed > Array.MaxLength)
        {
            throw new InvalidOperationException("A message part is larger than an array can be.");
        }

        long doubled = Math.Max((long)_bytes.Length * 2, MinimumCapacity);
        byte[] grown = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(doubled, needed), Array.MaxLength));
        Written.CopyTo(grown);
        _bytes = grown;
    }
}
