using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;

namespace Testing;

/// <summary>A stream of bytes that gives no more at once than it is told to.</summary>
internal sealed class PieceStream(byte[] bytes, int pieceBytes) : ReadOnlyStream
{
    private int _position;

    public override bool CanRead => true;

    public override int Read(Span<byte> buffer)
    {
        int length = Math.Min(Math.Min(buffer.Length, pieceBytes), bytes.Length - _position);
        bytes.AsSpan(_position, length).CopyTo(buffer);
        _position += length;
        return length;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));
}
