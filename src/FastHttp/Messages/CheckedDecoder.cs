using System;
using System.IO;
using System.IO.Compression;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// A decoder of the runtime that also notices when its input ends too early, or goes on after its end. The runtime's
/// own take a cut stream for a whole one, and leave what follows. Owned by its reader; closes what it reads.
/// </summary>
internal sealed class CheckedDecoder : ReadOnlyStream
{
    // RFC 1950 §2.2: the low four bits of a zlib stream name its method, and there is one.
    private const int ZlibMethod = 8;

    private readonly CodedInput _input;
    private readonly ContentCoding _coding;
    private Stream? _decoder;
    private bool _isAtEnd;

    /// <summary>Puts a decoder on top of coded bytes; nothing is read before it is.</summary>
    internal CheckedDecoder(Stream coded, ContentCoding coding)
    {
        _coding = coding;
        _input = new CodedInput(coded, isGuarded: coding == ContentCoding.Gzip);
    }

    public override bool CanRead => _input.CanRead;

    public override int Read(Span<byte> buffer)
    {
        _decoder ??= Open(_coding == ContentCoding.Deflate ? _input.Peek() : 0);
        int read;
        try
        {
            read = _decoder.Read(buffer);
        }
        catch (InvalidOperationException failure) when (!_input.HasFailed)
        {
            throw Malformed(failure);
        }

        EnsureWhole(read);
        if (read == 0 && !buffer.IsEmpty && !_isAtEnd)
        {
            EnsureEnd(_input.Read(stackalloc byte[1]));
        }

        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _decoder ??= Open(
            _coding == ContentCoding.Deflate ? await _input.PeekAsync(cancellationToken).ConfigureAwait(false) : 0);
        int read;
        try
        {
            read = await _decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException failure) when (!_input.HasFailed)
        {
            throw Malformed(failure);
        }

        EnsureWhole(read);
        if (read == 0 && !buffer.IsEmpty && !_isAtEnd)
        {
            EnsureEnd(await _input.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false));
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoder?.Dispose();
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    // The runtime's decoder of Brotli, and that of deflate where it is asked for a preset dictionary (RFC 1950 §2.2),
    // have the exception of a misuse for malformed input. Those of the stream below are its own.
    private static InvalidDataException Malformed(Exception cause) => new("The coded body is malformed.", cause);

    private Stream Open(int first) => _coding switch
    {
        ContentCoding.Gzip => new GZipStream(_input, CompressionMode.Decompress),
        ContentCoding.Brotli => new BrotliStream(_input, CompressionMode.Decompress),

        // RFC 9110 §8.4.1.2: some send the compressed data without the wrapper that the coding asks for.
        _ when (first & 0xf) == ZlibMethod || first < 0 => new ZLibStream(_input, CompressionMode.Decompress),
        _ => new DeflateStream(_input, CompressionMode.Decompress),
    };

    // A decoder that has found its end does not ask for more input, and has given everything before that.
    private void EnsureWhole(int read)
    {
        if (_isAtEnd || _input.IsEmpty)
        {
            return;
        }

        if (_input.IsExhausted || (_input.IsGuardTaken && read != 0))
        {
            throw new InvalidDataException("The coded body ends too early.");
        }
    }

    // RFC 9110 §8.4: all of the body is coded. To look also tells the stream below that its end has been read.
    private void EnsureEnd(int read)
    {
        _isAtEnd = true;
        if (read != 0)
        {
            throw new InvalidDataException("The coded body is followed by something else.");
        }
    }
}
