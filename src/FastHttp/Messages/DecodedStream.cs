using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;

namespace FastHttp.Messages;

/// <summary>
/// A streamed body without its content coding: tells what a decoder finds, and too much of what it gives, by the
/// reasons of an exchange. Owned by its reader.
/// </summary>
internal sealed class DecodedStream(Stream decoder, long maxBytes) : ReadOnlyStream
{
    private long _left = maxBytes;

    public override bool CanRead => decoder.CanRead;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(decoder.Read(buffer));
        }
        catch (Exception failure) when (ContentDecoder.IsMalformed(failure) && decoder.CanRead)
        {
            throw Malformed(failure);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await decoder.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure) when (ContentDecoder.IsMalformed(failure) && decoder.CanRead)
        {
            throw Malformed(failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
        }

        base.Dispose(disposing);
    }

    private static HttpException Malformed(Exception cause) =>
        new(HttpError.InvalidContentCoding, "The body is not what its Content-Encoding says.", cause);

    private int Count(int read)
    {
        _left -= read;
        return _left >= 0 ? read : throw new HttpException(HttpError.BodyTooLarge);
    }
}
