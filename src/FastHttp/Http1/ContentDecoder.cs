using System;
using System.IO;
using System.IO.Compression;
using System.Text;
using FastHttp.Pooling;

namespace FastHttp.Http1;

/// <summary>
/// Undoes the content codings of a body (RFC 9110 §8.4): gzip of one member, deflate in its zlib form, and br.
/// Stateless. Every way through it has a limit on what comes out, since a megabyte may hold a gigabyte.
/// </summary>
internal static class ContentDecoder
{
    // A sender has reason for one coding; each further one multiplies what an octet may become.
    private const int MaxCodings = 3;

    private const int PieceOctets = 16 * 1024;

    /// <summary>Puts a stream for each coding on top of the coded octets, the last coding that was applied lowest.
    /// </summary>
    /// <returns>The decoded stream, or null if a coding is not known, or there are too many.</returns>
    internal static Stream? TryOpen(HttpResponseHeaders headers, Stream coded)
    {
        Span<Coding> codings = stackalloc Coding[MaxCodings];
        int count = Find(headers, codings);
        Stream stream = coded;
        for (int index = count - 1; index >= 0; index--)
        {
            Func<Stream, Stream> open = codings[index] switch
            {
                Coding.Gzip => static coded => new GZipStream(coded, CompressionMode.Decompress),
                Coding.Deflate => static coded => new ZLibStream(coded, CompressionMode.Decompress),
                _ => static coded => new BrotliStream(coded, CompressionMode.Decompress),
            };
            stream = new CheckedDecoder(stream, open, hasLengthAtEnd: codings[index] == Coding.Gzip);
        }

        return count < 0 ? null : stream;
    }

    /// <summary>Whether there is anything to decode; true also for codings that are not known.</summary>
    internal static bool IsCoded(HttpResponseHeaders headers) => Find(headers, stackalloc Coding[MaxCodings]) != 0;

    /// <summary>Decodes a whole body.</summary>
    /// <param name="headers">What names the codings.</param>
    /// <param name="coded">The body as it came.</param>
    /// <param name="decoded">Takes what comes out; not the whole of it, if this fails.</param>
    /// <param name="maxBytes">Octets that may come out.</param>
    internal static HttpError Decode(
        HttpResponseHeaders headers, Stream coded, MessageBuffer decoded, long maxBytes)
    {
        using Stream? stream = TryOpen(headers, coded);
        if (stream is null)
        {
            return HttpError.UnsupportedContentCoding;
        }

        try
        {
            int read;
            while ((read = stream.Read(decoded.Reserve(PieceOctets))) != 0)
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
    internal static bool IsMalformed(Exception failure) => failure is InvalidDataException or InvalidOperationException;

    // How many there are, in the order in which they were applied; -1 for what cannot be decoded.
    private static int Find(HttpResponseHeaders headers, Span<Coding> codings)
    {
        int count = 0;
        foreach (HttpField line in headers.GetValues("Content-Encoding"u8))
        {
            ReadOnlySpan<byte> rest = line.Value;
            bool atEnd = false;
            while (HttpSyntax.TryTakeMember(ref rest, ref atEnd, out ReadOnlySpan<byte> member))
            {
                Coding coding = CodingOf(member);
                if (coding == Coding.Identity)
                {
                    continue;
                }

                if (coding == Coding.Unknown || count == MaxCodings)
                {
                    return -1;
                }

                codings[count++] = coding;
            }
        }

        return count;
    }

    // RFC 9110 §8.4.1: x-gzip is gzip; identity, though meant for Accept-Encoding, is sent by some.
    private static Coding CodingOf(ReadOnlySpan<byte> name)
    {
        if (Ascii.EqualsIgnoreCase(name, "gzip"u8) || Ascii.EqualsIgnoreCase(name, "x-gzip"u8))
        {
            return Coding.Gzip;
        }

        if (Ascii.EqualsIgnoreCase(name, "br"u8))
        {
            return Coding.Brotli;
        }

        if (Ascii.EqualsIgnoreCase(name, "deflate"u8))
        {
            return Coding.Deflate;
        }

        return name.IsEmpty || Ascii.EqualsIgnoreCase(name, "identity"u8) ? Coding.Identity : Coding.Unknown;
    }

    private enum Coding : byte
    {
        Identity,
        Gzip,
        Deflate,
        Brotli,
        Unknown,
    }
}
