using System;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Sources;

/// <summary>
/// Finds in a request string what its sender must know: how many whole requests it holds and the traits of each. One
/// per lane, used by its thread; what it found stays until the next call. Allocates only when a batch is larger than
/// any before.
/// </summary>
/// <remarks>
/// Scan is lenient and cheap, a few nanoseconds a line, for strings that are made for every exchange. Validate is the
/// strict check, with wrk's words, that the first string of a run must pass (RequestValidator).
/// </remarks>
[Experimental(ExperimentalApi.EngineParts)]
public sealed class RequestScanner
{
    private RequestTraits[] _traits = new RequestTraits[16];
    private int[] _starts = new int[16];
    private int _count;

    /// <summary>One entry for each whole request of the last string, in order; empty when there was none.</summary>
    public ReadOnlySpan<RequestTraits> Traits => _traits.AsSpan(0, _count);

    /// <summary>Where each of them begins in the string.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, _count);

    /// <summary>How many requests were found.</summary>
    public int Count => _count;

    /// <summary>
    /// Returns null when the string is one or more requests, else wrk's message with line and column.
    /// </summary>
    public string? Validate(ReadOnlySpan<byte> bytes)
    {
        string? failure = RequestValidator.Check(bytes);
        _ = Scan(bytes);
        return failure;
    }

    /// <summary>Returns the number of whole requests; 0 when there is nothing whose answer could be awaited.</summary>
    public int Scan(ReadOnlySpan<byte> bytes)
    {
        _count = 0;
        int length = bytes.Length;
        int start = 0;
        while (TryTakeOne(ref bytes, out RequestTraits traits))
        {
            if (_count == _traits.Length)
            {
                Array.Resize(ref _traits, _count * 2);
                Array.Resize(ref _starts, _count * 2);
            }

            _starts[_count] = start;
            start = length - bytes.Length;
            _traits[_count++] = traits;
            if ((traits & RequestTraits.Connect) != 0)
            {
                break;      // What follows belongs to the tunnel.
            }
        }

        return _count;
    }

    private static bool TryTakeOne(ref ReadOnlySpan<byte> bytes, out RequestTraits traits)
    {
        while (bytes is [(byte)'\r' or (byte)'\n', ..])
        {
            bytes = bytes[1..];     // RFC 9112 §2.2: empty lines before a request are ignored.
        }

        traits = TraitsOfMethod(bytes);
        ulong bodyLength = 0;
        bool chunked = false;
        while (true)
        {
            int end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                return false;
            }

            ReadOnlySpan<byte> line = bytes[..end];
            bytes = bytes[(end + 1)..];
            if (line.Length <= 1 && (line.IsEmpty || line[0] == (byte)'\r'))
            {
                break;
            }

            // Only three names matter, and few others begin as they do.
            int first = line[0] | 0x20;
            if (first == 'c')
            {
                ReadFieldC(line, ref bodyLength, ref traits);
            }
            else if (first == 't' && TryMatch(line, "transfer-encoding"u8, out ReadOnlySpan<byte> coding))
            {
                chunked |= EndsWithIgnoreCase(coding, "chunked"u8);
            }
        }

        return chunked ? TrySkipChunks(ref bytes) : TrySkip(ref bytes, bodyLength);
    }

    private static RequestTraits TraitsOfMethod(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("GET "u8) || bytes.StartsWith("PUT "u8) || bytes.StartsWith("DELETE "u8)
            || bytes.StartsWith("OPTIONS "u8) || bytes.StartsWith("TRACE "u8))
        {
            return RequestTraits.Idempotent;
        }

        if (bytes.StartsWith("HEAD "u8))
        {
            return RequestTraits.Head | RequestTraits.Idempotent;
        }

        return bytes.StartsWith("CONNECT "u8) ? RequestTraits.Connect : RequestTraits.None;
    }

    private static void ReadFieldC(ReadOnlySpan<byte> line, ref ulong bodyLength, ref RequestTraits traits)
    {
        if (TryMatch(line, "content-length"u8, out ReadOnlySpan<byte> value))
        {
            if (Utf8Parser.TryParse(value, out ulong length, out _))
            {
                bodyLength = length;
            }
        }
        else if (TryMatch(line, "connection"u8, out value) && HasToken(value, "close"u8))
        {
            traits |= RequestTraits.Close;
        }
    }

    private static bool TryMatch(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (line.Length <= name.Length || line[name.Length] != (byte)':'
            || !Ascii.EqualsIgnoreCase(line[..name.Length], name))
        {
            return false;
        }

        value = line[(name.Length + 1)..].Trim(" \t\r"u8);
        return true;
    }

    private static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        while (true)
        {
            int comma = list.IndexOf((byte)',');
            ReadOnlySpan<byte> item = (comma < 0 ? list : list[..comma]).Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(item, token))
            {
                return true;
            }

            if (comma < 0)
            {
                return false;
            }

            list = list[(comma + 1)..];
        }
    }

    private static bool EndsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end) =>
        text.Length >= end.Length && Ascii.EqualsIgnoreCase(text[^end.Length..], end);

    private static bool TrySkip(ref ReadOnlySpan<byte> bytes, ulong length)
    {
        if (length > (ulong)bytes.Length)
        {
            return false;
        }

        bytes = bytes[(int)length..];
        return true;
    }

    private static bool TrySkipChunks(ref ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int end = bytes.IndexOf((byte)'\n');
            if (end < 0 || !Utf8Parser.TryParse(bytes[..end], out long size, out _, 'x') || size < 0)
            {
                return false;
            }

            bytes = bytes[(end + 1)..];
            if (size == 0)
            {
                return TrySkipTrailers(ref bytes);
            }

            // The chunk and its CRLF; a bare LF is as good.
            if (!TrySkip(ref bytes, (ulong)size) || !TrySkip(ref bytes, bytes is [(byte)'\r', ..] ? 2ul : 1ul))
            {
                return false;
            }
        }
    }

    private static bool TrySkipTrailers(ref ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            int end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                return false;
            }

            bool last = end == 0 || (end == 1 && bytes[0] == (byte)'\r');
            bytes = bytes[(end + 1)..];
            if (last)
            {
                return true;
            }
        }
    }
}
