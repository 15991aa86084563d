using System;
using System.Buffers;
using System.Diagnostics;

namespace FastHttp.Transports;

/// <summary>
/// Bytes that wait: contiguous, in a pooled array that is given back as soon as it is empty, so that an idle
/// connection holds none. Single-threaded; a mutable struct, to be kept in a field.
/// Invariant: <c>_start + Count &lt;= _array.Length</c>.
/// </summary>
internal struct CarryBuffer
{
    private byte[]? _array;
    private int _start;

    /// <summary>How many bytes wait.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes that wait.</summary>
    public readonly ReadOnlySpan<byte> Span => _array.AsSpan(_start, Count);

    /// <inheritdoc cref="Span"/>
    public readonly Memory<byte> Memory => _array.AsMemory(_start, Count);

    /// <summary>The room after the bytes that wait; for an operation that fills it later.</summary>
    public readonly Memory<byte> FreeMemory => _array.AsMemory(_start + Count);

    /// <summary>Returns room for at least <paramref name="length"/> bytes after those that wait.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_array is null)
        {
            _array = ArrayPool<byte>.Shared.Rent(length);
        }
        else if (_array.Length - _start - Count < length)
        {
            Grow(length);
        }

        return _array.AsSpan(_start + Count);
    }

    /// <summary>Takes in bytes that were written to the reserved room.</summary>
    public void Append(int length)
    {
        Count += length;
        AssertInvariant();
    }

    /// <summary>Drops bytes from the front.</summary>
    public void Consume(int length)
    {
        _start += length;
        Count -= length;
        AssertInvariant();
        if (Count == 0)
        {
            Release();
        }
    }

    /// <summary>Drops everything.</summary>
    public void Release()
    {
        if (_array is not null)
        {
            ArrayPool<byte>.Shared.Return(_array);
            _array = null;
        }

        _start = 0;
        Count = 0;
    }

    [Conditional("DEBUG")]
    private readonly void AssertInvariant() => Debug.Assert(
        _start >= 0 && Count >= 0 && _start + Count <= (_array?.Length ?? 0), "What waits lies within the array.");

    private void Grow(int length)
    {
        byte[] old = _array!;
        if (_start >= Count && old.Length - Count >= length)
        {
            // Enough room once the bytes are moved to the front; at most as many are moved as were consumed.
            old.AsSpan(_start, Count).CopyTo(old);
        }
        else
        {
            byte[] grown = ArrayPool<byte>.Shared.Rent(Math.Max(Count + length, old.Length * 2));
            old.AsSpan(_start, Count).CopyTo(grown);
            _array = grown;
            ArrayPool<byte>.Shared.Return(old);
        }

        _start = 0;
    }
}
