using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;

namespace FastHttp.Messages;

/// <summary>
/// The coded bytes below a decoder: passes them on, and knows whether the decoder has asked for more than there are.
/// Owned by a <see cref="CheckedDecoder"/>.
/// </summary>
/// <remarks>
/// The runtime's decoder of gzip asks after each member whether another follows, so that alone tells nothing. After the
/// last byte it gets one that begins no member: where it has found an end it stops there, and where it has not it takes
/// the byte and asks on. A member whose very last byte is cut off is not completed by it either: that is the highest of
/// the length, and 255 only where there are just under 4 GiB.
/// </remarks>
internal sealed class CodedInput(Stream inner, bool isGuarded) : ReadOnlyStream
{
    private const byte Guard = 0xff;

    private readonly byte[] _peeked = new byte[1];
    private bool _hasPeeked;
    private bool _hasEnded;

    /// <summary>Nothing came before the end.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Whether the byte after the last one has been handed out.</summary>
    public bool IsGuardTaken { get; private set; }

    /// <summary>The decoder has asked for more than there is.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>What the last read threw, the bytes below threw, and not the decoder on top.</summary>
    public bool HasFailed { get; private set; }

    public override bool CanRead => inner.CanRead;

    /// <summary>The first byte, which stays to be read; -1 if there is none.</summary>
    public int Peek() => Peeked(Take(_peeked));

    /// <inheritdoc cref="Peek"/>
    public async ValueTask<int> PeekAsync(CancellationToken cancellationToken) =>
        Peeked(await TakeAsync(_peeked, cancellationToken).ConfigureAwait(false));

    public override int Read(Span<byte> buffer)
    {
        if (TryTakePeeked(buffer) || buffer.IsEmpty)
        {
            return buffer.IsEmpty ? 0 : 1;
        }

        return Note(_hasEnded ? 0 : Take(buffer), buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (TryTakePeeked(buffer.Span) || buffer.IsEmpty)
        {
            return buffer.IsEmpty ? 0 : 1;
        }

        int read = _hasEnded ? 0 : await TakeAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Note(read, buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> buffer)
    {
        HasFailed = true;
        int read = inner.Read(buffer);
        HasFailed = false;
        return read;
    }

    private async ValueTask<int> TakeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        HasFailed = true;
        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        HasFailed = false;
        return read;
    }

    private int Peeked(int read)
    {
        _hasPeeked = read != 0;
        _hasEnded = read == 0;
        IsEmpty = _hasEnded;
        return read == 0 ? -1 : _peeked[0];
    }

    private bool TryTakePeeked(Span<byte> buffer)
    {
        if (!_hasPeeked || buffer.IsEmpty)
        {
            return false;
        }

        buffer[0] = _peeked[0];
        _hasPeeked = false;
        return true;
    }

    private int Note(int read, Span<byte> buffer)
    {
        if (read != 0)
        {
            IsEmpty = false;
            return read;
        }

        _hasEnded = true;
        if (!isGuarded || IsEmpty || IsGuardTaken)
        {
            IsExhausted = true;
            return 0;
        }

        IsGuardTaken = true;
        buffer[0] = Guard;
        return 1;
    }
}
