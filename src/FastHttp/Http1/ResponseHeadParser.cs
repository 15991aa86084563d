using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace FastHttp.Http1;

/// <summary>
/// The one parser of status lines and field lines (RFC 9112 §4, §5): span in, struct sink out. It resumes
/// at a line: <c>position</c> is the start of the first line that has not been handed to the sink. A wrong byte in
/// the status line is reported at once, one in a field line as soon as that line is complete, so that the outcome
/// does not depend on how the bytes were split.
/// </summary>
/// <remarks>
/// Spans are cut with Slice, not with ranges: a range makes the compiler copy the span through the stack, and the
/// load that follows waits for the stores (measured: a quarter of the time of a parse).
/// </remarks>
internal static class ResponseHeadParser
{
    private const int StatusLineMinimum = 13;   // "HTTP/1.1 200" and the byte that follows

    /// <summary>Reads a head, from the status line to the empty line.</summary>
    /// <param name="input">Bytes from the start of the head, the same ones at each call with more after them.</param>
    /// <param name="sink">Receives the lines, each of them once.</param>
    /// <param name="position">0 at the first call; after Done the length of the head.</param>
    /// <param name="error">After Invalid, the reason.</param>
    internal static ParseStatus TryRead<TSink>(
        ReadOnlySpan<byte> input, scoped ref TSink sink, ref int position, out HttpError error)
        where TSink : struct, IHeadSink, allows ref struct
    {
        if (position == 0)
        {
            ParseStatus status = TryReadStatusLine(input, ref sink, ref position);
            if (status != ParseStatus.Done)
            {
                error = status == ParseStatus.Invalid ? HttpError.InvalidStatusLine : HttpError.None;
                return status;
            }
        }

        return TryReadFields(input, ref sink, ref position, isTrailer: false, out error);
    }

    /// <summary>
    /// Reads field lines up to and with the empty line. A trailer section has exact CRLF line ends and no folding
    /// (erratum 7633 to RFC 9112 §7.1), and its lines are handed over without a look at the next one.
    /// </summary>
    internal static ParseStatus TryReadFields<TSink>(
        ReadOnlySpan<byte> input, scoped ref TSink sink, ref int position, bool isTrailer, out HttpError error)
        where TSink : struct, IHeadSink, allows ref struct
    {
        FieldEntry line = default;
        while (true)
        {
            if ((uint)position >= (uint)input.Length)
            {
                error = HttpError.None;
                return ParseStatus.NeedMore;
            }

            if (input[position] is HttpSyntax.Cr or HttpSyntax.Lf)
            {
                int end = EndOfLine(input, position, isTrailer, out ParseStatus status);
                if (status == ParseStatus.Done)
                {
                    position = end;
                    error = HttpError.None;
                    return status;
                }

                return Incomplete(input, position, status == ParseStatus.NeedMore ? 0 : -1, out error);
            }

            int next = ReadFieldLine(input, position, isTrailer, ref line);
            if (next <= 0)
            {
                return Incomplete(input, position, next, out error);
            }

            error = sink.OnField(input, in line);
            if (error != HttpError.None)
            {
                return ParseStatus.Invalid;
            }

            position = next;
        }
    }

    // Returns the start of the next line, 0 for more input needed, -1 for malformed.
    private static int ReadFieldLine(ReadOnlySpan<byte> input, int start, bool isTrailer, ref FieldEntry line)
    {
        ReadOnlySpan<byte> rest = input.Slice(start);
        int nameLength = ReadName(rest, out line.Id);
        if (nameLength <= 0)
        {
            return nameLength;
        }

        int valueStart = nameLength + 1;
        while ((uint)valueStart < (uint)rest.Length && HttpSyntax.IsBlank(rest[valueStart]))
        {
            valueStart++;
        }

        int valueLength = HttpSyntax.IndexOfControl(rest.Slice(valueStart));
        if (valueLength < 0)
        {
            return 0;
        }

        int valueEnd = valueStart + valueLength;
        int next = valueEnd + 2;
        if ((uint)next > (uint)rest.Length || rest[valueEnd] != HttpSyntax.Cr || rest[valueEnd + 1] != HttpSyntax.Lf)
        {
            next = EndOfLine(rest, valueEnd, isTrailer, out ParseStatus status);
            if (status != ParseStatus.Done)
            {
                return status == ParseStatus.NeedMore ? 0 : -1;
            }
        }

        line.IsFolded = false;
        if (!isTrailer)
        {
            // RFC 9112 §5.2: the line goes on if the next one starts with a blank, so that byte must be there.
            if ((uint)next >= (uint)rest.Length)
            {
                return 0;
            }

            if (HttpSyntax.IsBlank(rest[next]))
            {
                line.IsFolded = true;
                next = ReadFolds(rest, next, ref valueEnd);
                if (next <= 0)
                {
                    return next;
                }
            }
        }

        while (valueEnd > valueStart && HttpSyntax.IsBlank(rest[valueEnd - 1]))
        {
            valueEnd--;
        }

        line.NameStart = start;
        line.NameLength = nameLength;
        line.ValueStart = start + valueStart;
        line.ValueLength = valueEnd - valueStart;
        return start + next;
    }

    // The length of the name, 0 for more input needed, -1 for malformed. RFC 9112 §5.1: the name ends at the first
    // colon, and no blank stands before it. A line that starts with a blank has no field to continue here (§2.2).
    private static int ReadName(ReadOnlySpan<byte> rest, out KnownHeader id)
    {
        id = KnownHeader.Unknown;
        if (rest.Length >= Vector128<byte>.Count)
        {
            uint colons = Vector128.Equals(Vector128.Create(rest), Vector128.Create(HttpSyntax.Colon))
                .ExtractMostSignificantBits();
            if (colons != 0)
            {
                // A known name is made of token bytes, so its bytes need no check.
                int length = BitOperations.TrailingZeroCount(colons);
                id = KnownHeaders.Identify(rest, length);
                return id != KnownHeader.Unknown || HttpSyntax.IsToken(rest.Slice(0, length)) ? length : -1;
            }
        }

        int nameLength = rest.IndexOfAnyExcept(HttpSyntax.Token);
        if (nameLength <= 0 || rest[nameLength] != HttpSyntax.Colon)
        {
            return nameLength < 0 ? 0 : -1;
        }

        id = KnownHeaders.Identify(rest, nameLength);
        return nameLength;
    }

    // Reads continuation lines; moves valueEnd to the end of the last one that is not blank.
    private static int ReadFolds(ReadOnlySpan<byte> rest, int next, ref int valueEnd)
    {
        while (HttpSyntax.IsBlank(rest[next]))
        {
            int textStart = next;
            int length = HttpSyntax.IndexOfControl(rest.Slice(textStart));
            if (length < 0)
            {
                return 0;
            }

            int end = textStart + length;
            next = EndOfLine(rest, end, isExact: false, out ParseStatus status);
            if (status != ParseStatus.Done)
            {
                // The line before has ended; it is this one that has to, before it is reported.
                return status == ParseStatus.NeedMore || !rest.Slice(end).Contains(HttpSyntax.Lf) ? 0 : -1;
            }

            if (!HttpSyntax.TrimBlanks(rest[textStart..end]).IsEmpty)
            {
                valueEnd = end;
            }

            if ((uint)next >= (uint)rest.Length)
            {
                return 0;
            }
        }

        return next;
    }

    // An error in a line that has not ended is not reported yet: see the type's comment.
    private static ParseStatus Incomplete(ReadOnlySpan<byte> input, int position, int next, out HttpError error)
    {
        bool isInvalid = next < 0 && input.Slice(position).Contains(HttpSyntax.Lf);
        error = isInvalid ? HttpError.InvalidHeader : HttpError.None;
        return isInvalid ? ParseStatus.Invalid : ParseStatus.NeedMore;
    }

    // The byte at index is a control. RFC 9112 §2.2: a line ends with CRLF, leniently with LF; a lone CR never ends
    // one.
    private static int EndOfLine(ReadOnlySpan<byte> input, int index, bool isExact, out ParseStatus status)
    {
        if (input[index] == HttpSyntax.Cr)
        {
            if ((uint)(index + 1) >= (uint)input.Length)
            {
                status = ParseStatus.NeedMore;
                return 0;
            }

            status = input[index + 1] == HttpSyntax.Lf ? ParseStatus.Done : ParseStatus.Invalid;
            return index + 2;
        }

        status = input[index] == HttpSyntax.Lf && !isExact ? ParseStatus.Done : ParseStatus.Invalid;
        return index + 1;
    }

    private static ParseStatus TryReadStatusLine<TSink>(
        ReadOnlySpan<byte> input, scoped ref TSink sink, ref int position)
        where TSink : struct, IHeadSink, allows ref struct
    {
        if (!IsStatusLinePrefix(input))
        {
            return ParseStatus.Invalid;
        }

        if (input.Length < StatusLineMinimum)
        {
            return ParseStatus.NeedMore;
        }

        // RFC 9112 §4: a space and a reason follow the code; both may be missing here.
        int reasonStart = input[12] == HttpSyntax.Sp ? 13 : 12;
        int reasonLength = HttpSyntax.IndexOfControl(input.Slice(reasonStart));
        if (reasonLength < 0)
        {
            return ParseStatus.NeedMore;
        }

        int next = EndOfLine(input, reasonStart + reasonLength, isExact: false, out ParseStatus status);
        if (status == ParseStatus.Done)
        {
            int code = ((input[9] - '0') * 100) + ((input[10] - '0') * 10) + (input[11] - '0');
            sink.OnStatus(input[7] - '0', code, reasonStart, reasonLength);
            position = next;
        }

        return status;
    }

    private static bool IsStatusLinePrefix(ReadOnlySpan<byte> input)
    {
        const ulong Seven = 0x00FF_FFFF_FFFF_FFFF;

        if (input.Length < StatusLineMinimum)
        {
            return IsShortStatusLinePrefix(input);
        }

        // RFC 9112 §2.3: the name is case-sensitive, the major version is 1, the minor one digit.
        ulong version = BinaryPrimitives.ReadUInt64LittleEndian(input) & Seven;
        return version == (BinaryPrimitives.ReadUInt64LittleEndian("HTTP/1.\0"u8) & Seven)
            && HttpSyntax.IsDigit(input[7])
            && input[8] == HttpSyntax.Sp
            && (uint)(input[9] - '1') <= 8
            && HttpSyntax.IsDigit(input[10])
            && HttpSyntax.IsDigit(input[11])
            && input[12] is HttpSyntax.Sp or HttpSyntax.Cr or HttpSyntax.Lf;
    }

    // Of fewer bytes than the shortest line has. RFC 9110 §15: codes below 100 do not exist.
    private static bool IsShortStatusLinePrefix(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<byte> version = "HTTP/1."u8;
        if (!version.StartsWith(input[..Math.Min(input.Length, version.Length)]))
        {
            return false;
        }

        for (int index = version.Length; index < input.Length; index++)
        {
            byte current = input[index];
            bool fits = index switch
            {
                8 => current == HttpSyntax.Sp,
                9 => (uint)(current - '1') <= 8,
                _ => HttpSyntax.IsDigit(current),
            };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>What a parser made of its input.</summary>
internal enum ParseStatus : byte
{
    /// <summary>The element is complete.</summary>
    Done,

    /// <summary>The element is not complete and nothing in it is wrong so far.</summary>
    NeedMore,

    /// <summary>The element is malformed or over a limit; the parser says why.</summary>
    Invalid,
}
