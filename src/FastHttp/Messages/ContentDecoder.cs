using System;
using System.IO;
using System.Text;
using FastHttp.Buffers;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// Undoes the content codings of a body (RFC 9110 §8.4): gzip, deflate and br. Who decodes needs a
/// limit on what comes out, since a megabyte may hold a gigabyte.
/// </summary>
internal static class ContentDecoder
{
    // A sender has reason for one coding; each further one multiplies what a byte may become.
    private const int MaxCodings = 3;

    private const int PieceBytes = 16 * 1024;

    /// <summary>Puts a stream for each coding on top of the coded bytes, the last coding that was applied lowest.
    /// </summary>
    /// <returns>The decoded stream, or null if a coding is not known, or there are too many.</returns>
    internal static Stream? TryOpen(FastHttpResponseHeaders headers, Stream coded)
    {
        Span<ContentCoding> codings = stackalloc ContentCoding[MaxCodings];
        int count = Find(headers, codings);
        Stream stream = coded;
        for (int index = count - 1; index >= 0; index--)
        {
            stream = new CheckedDecoder(stream, codings[index]);
        }

        return count < 0 ? null : stream;
    }

    /// <summary>Whether there is anything to decode; true also for codings that are not known.</summary>
    internal static bool IsCoded(FastHttpResponseHeaders headers) =>
        Find(headers, stackalloc ContentCoding[MaxCodings]) != 0;

    /// <summary>Decodes a whole body.</summary>
    /// <param name="headers">What names the codings.</param>
    /// <param name="coded">The body as it came.</param>
    /// <param name="decoded">Takes what comes out; not the whole of it, if this fails.</param>
    /// <param name="maxBytes">Bytes that may come out.</param>
    internal static HttpError Decode(
        FastHttpResponseHeaders headers, Stream coded, MessageBuffer decoded, long maxBytes)
    {
        using Stream? stream = TryOpen(headers, coded);
        if (stream is null)
        {
            return HttpError.UnsupportedContentCoding;
        }

        // An array has to hold it, and the piece after that is one too many.
        maxBytes = Math.Min(maxBytes, Array.MaxLength - PieceBytes);
        try
        {
            int read;
            while ((read = stream.Read(decoded.Reserve(PieceBytes))) != 0)
            {
                if (read > maxBytes - decoded.Length)
                {
                    return HttpError.BodyTooLarge;
                }

                decoded.Advance(read);
            }

            return HttpError.None;
        }
        catch (Exception failure) when (IsMalformed(failure))
        {
            return HttpError.InvalidContentCoding;
        }
    }

    /// <summary>Whether that is how the decoders of the runtime say that their input is malformed.</summary>
    internal static bool IsMalformed(Exception failure) => failure is InvalidDataException or IOException;

    // How many there are, in the order in which they were applied; -1 for what cannot be decoded.
    private static int Find(FastHttpResponseHeaders headers, Span<ContentCoding> codings)
    {
        int count = 0;
        foreach (HttpField line in headers.GetValues("Content-Encoding"u8))
        {
            ReadOnlySpan<byte> rest = line.Value;
            bool atEnd = false;
            while (HttpSyntax.TryTakeMember(ref rest, ref atEnd, out ReadOnlySpan<byte> member))
            {
                ContentCoding coding = CodingOf(member);
                if (coding == ContentCoding.Identity)
                {
                    continue;
                }

                if (coding == ContentCoding.Unknown || count == MaxCodings)
                {
                    return -1;
                }

                codings[count++] = coding;
            }
        }

        return count;
    }

    /// <summary>The coding of a name; that of none is <see cref="ContentCoding.Identity"/>.</summary>
    // RFC 9110 §8.4.1: x-gzip is gzip; identity, though meant for Accept-Encoding, is sent by some.
    internal static ContentCoding CodingOf(ReadOnlySpan<byte> name)
    {
        if (Ascii.EqualsIgnoreCase(name, "gzip"u8) || Ascii.EqualsIgnoreCase(name, "x-gzip"u8))
        {
            return ContentCoding.Gzip;
        }

        if (Ascii.EqualsIgnoreCase(name, "br"u8))
        {
            return ContentCoding.Brotli;
        }

        if (Ascii.EqualsIgnoreCase(name, "deflate"u8))
        {
            return ContentCoding.Deflate;
        }

        return name.IsEmpty || Ascii.EqualsIgnoreCase(name, "identity"u8)
            ? ContentCoding.Identity
            : ContentCoding.Unknown;
    }
}
