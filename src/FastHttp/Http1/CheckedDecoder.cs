using System;
using System.Buffers.Binary;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Http1;

/// <summary>
/// A decoder of the runtime that also notices when its input ends too early: those take a cut stream for a whole one. A
/// decoder that has found its end does not ask for more input; that of gzip does, since another member may follow, so
/// there the length in the trailer is compared (RFC 1952 §2.3.1). Owned by its reader.
/// </summary>
internal sealed class CheckedDecoder : ReadOnlyStream
{
    private readonly Tap _input;
    private readonly Stream _decoder;
    private readonly bool _hasLengthAtEnd;
    private long _decoded;

    /// <summary>Puts a decoder on top of coded octets.</summary>
    /// <param name="coded">Closed with this.</param>
    /// <param name="open">Makes the decoder.</param>
    /// <param name="hasLengthAtEnd">The coded octets end with the length of the decoded ones, as gzip's do.</param>
    internal CheckedDecoder(Stream coded, Func<Stream, Stream> open, bool hasLengthAtEnd)
    {
        _input = new Tap(coded);
        _decoder = open(_input);
        _hasLengthAtEnd = hasLengthAtEnd;
    }

    public override bool CanRead => _decoder.CanRead;

    public override int Read(Span<byte> buffer) => Check(_decoder.Read(buffer), buffer.Length);

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Check(await _decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(int read, int asked)
    {
        _decoded += read;
        if (read == 0 && asked != 0)
        {
            bool isCut = _hasLengthAtEnd ? _input.Tail != (uint)_decoded : _input.HasEnded;
            if (isCut && !_input.IsEmpty)
            {
                throw new InvalidDataException("The coded body ends too early.");
            }
        }

        return read;
    }

    // Passes on what is read, and remembers its end.
    private sealed class Tap(Stream inner) : ReadOnlyStream
    {
        public bool HasEnded { get; private set; }

        public bool IsEmpty { get; private set; } = true;

        // The last four octets, little-endian.
        public uint Tail { get; private set; }

        public override bool CanRead => inner.CanRead;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            Note(buffer[..read]);
            return read;
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Note(buffer.Span[..read]);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Note(ReadOnlySpan<byte> octets)
        {
            HasEnded |= octets.IsEmpty;
            IsEmpty &= octets.IsEmpty;
            if (octets.Length >= sizeof(uint))
            {
                Tail = BinaryPrimitives.ReadUInt32LittleEndian(octets[^sizeof(uint)..]);
                return;
            }

            foreach (byte octet in octets)
            {
                Tail = (Tail >> 8) | ((uint)octet << 24);
            }
        }
    }
}
