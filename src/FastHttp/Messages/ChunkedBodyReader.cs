using System;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// The state machine of the chunked coding (RFC 9112 §7.1). Owned by one response reader. Consumes its input byte by
/// byte whatever the split, but for an incomplete trailer line, which the caller presents again. All line ends are
/// exact CRLF (erratum 7633): the leave of §2.2 to accept LF covers start line and fields only.
/// </summary>
internal struct ChunkedBodyReader
{
    // RFC 9112 §7.1.1 asks for a limit on extensions without naming one.
    private const int MaxSizeLineBytes = 16 * 1024;

    private State _state;
    private long _size;
    private int _lineBytes;
    private int _trailerBytes;
    private int _trailerLines;
    private int _trailerScanned;

    private enum State : byte
    {
        SizeStart,
        Size,
        Blanks,
        Extension,
        SizeLf,
        Data,
        DataCr,
        DataLf,
        Trailers,
    }

    internal HttpError Error { get; private set; }

    /// <summary>Decoded bytes so far.</summary>
    internal long BodyLength { get; private set; }

    /// <summary>What is still to come of the chunk that has begun.</summary>
    internal readonly long Remaining => _state == State.Data ? _size : 0;

    internal void Begin()
    {
        _state = State.SizeStart;
        _size = 0;
        _lineBytes = 0;
        _trailerBytes = 0;
        _trailerLines = 0;
        _trailerScanned = 0;
        BodyLength = 0;
        Error = HttpError.None;
    }

    internal ParseStatus Read(
        ReadOnlySpan<byte> input,
        ResponseLimits limits,
        long maxBodyBytes,
        FastHttpResponse? response,
        out int consumed)
    {
        int index = 0;
        while (true)
        {
            if (_state == State.Data)
            {
                index += TakeData(input.Slice(index), response);
            }
            else if (_state == State.Trailers)
            {
                ParseStatus status = ReadTrailers(input.Slice(index), limits, response, out int taken);
                consumed = index + taken;
                return status;
            }

            if ((uint)index >= (uint)input.Length)
            {
                consumed = index;
                return ParseStatus.NeedMore;
            }

            HttpError error = _state <= State.SizeLf
                ? ReadSizeLine(input, ref index, maxBodyBytes)
                : ReadDataEnd(input[index++]);
            if (error != HttpError.None)
            {
                Error = error;
                consumed = index;
                return ParseStatus.Invalid;
            }
        }
    }

    private int TakeData(ReadOnlySpan<byte> input, FastHttpResponse? response)
    {
        int length = (int)Math.Min(input.Length, _size);
        response?.KeepBody(input.Slice(0, length));
        _size -= length;
        BodyLength += length;
        if (_size == 0)
        {
            _state = State.DataCr;
        }

        return length;
    }

    private HttpError ReadDataEnd(byte current)
    {
        if (_state == State.DataCr)
        {
            _state = State.DataLf;
            return current == HttpSyntax.Cr ? HttpError.None : HttpError.InvalidChunk;
        }

        _state = State.SizeStart;
        return current == HttpSyntax.Lf ? HttpError.None : HttpError.InvalidChunk;
    }

    // Reads bytes of a size line until it ends or the input does.
    private HttpError ReadSizeLine(ReadOnlySpan<byte> input, ref int index, long maxBodyBytes)
    {
        while ((uint)index < (uint)input.Length)
        {
            if (_state == State.Extension)
            {
                index += SkipExtension(input.Slice(index));
                if ((uint)index >= (uint)input.Length)
                {
                    return _lineBytes > MaxSizeLineBytes ? HttpError.InvalidChunk : HttpError.None;
                }
            }

            byte current = input[index++];
            if (_state == State.SizeLf)
            {
                return current == HttpSyntax.Lf ? EndSizeLine(maxBodyBytes) : HttpError.InvalidChunk;
            }

            if (++_lineBytes > MaxSizeLineBytes || !TakeSizeByte(current))
            {
                return HttpError.InvalidChunk;
            }
        }

        return HttpError.None;
    }

    private int SkipExtension(ReadOnlySpan<byte> input)
    {
        int length = input.IndexOfAny(HttpSyntax.NotText);
        length = length < 0 ? input.Length : length;

        // Both are bounded by the input, so that the sum cannot overflow before it is compared.
        _lineBytes = (int)Math.Min((long)_lineBytes + length, int.MaxValue - 1);
        return length;
    }

    // One byte of a size line, other than its LF.
    private bool TakeSizeByte(byte current)
    {
        if (current == HttpSyntax.Cr)
        {
            bool hasSize = _state != State.SizeStart;
            _state = State.SizeLf;
            return hasSize;
        }

        switch (_state)
        {
            case State.SizeStart:
            case State.Size:
                int digit = HexDigit(current);
                if (digit >= 0)
                {
                    // At most 2^63-1; leading zeros do not count.
                    bool fits = _size <= long.MaxValue >> 4;
                    _size = (_size << 4) | (uint)digit;
                    _state = State.Size;
                    return fits;
                }

                return _state == State.Size && LeaveSize(current);

            case State.Blanks:
                return LeaveSize(current);

            default:
                // In an extension every control byte is an error: parsers disagree on where such a line ends.
                return false;
        }
    }

    // RFC 9112 §7.1.1: blanks may stand before the semicolon.
    private bool LeaveSize(byte current)
    {
        _state = current == (byte)';' ? State.Extension : State.Blanks;
        return current == (byte)';' || HttpSyntax.IsBlank(current);
    }

    private HttpError EndSizeLine(long maxBodyBytes)
    {
        _lineBytes = 0;
        _state = _size == 0 ? State.Trailers : State.Data;
        return _size > maxBodyBytes - BodyLength ? HttpError.BodyTooLarge : HttpError.None;
    }

    private ParseStatus ReadTrailers(
        ReadOnlySpan<byte> input, ResponseLimits limits, FastHttpResponse? response, out int consumed)
    {
        // Bytes that were seen before without a line end need not be searched again.
        if (_trailerScanned > 0 && !input[_trailerScanned..].Contains(HttpSyntax.Lf))
        {
            consumed = 0;
            _trailerScanned = input.Length;
            return LimitTrailers(limits, 0, input.Length);
        }

        int room = limits.MaxHeadBytes - _trailerBytes;
        TrailerSink sink = new(response, limits.MaxHeaderCount, _trailerLines);
        consumed = 0;
        ParseStatus status = ResponseHeadParser.TryReadFields(
            input[..Math.Min(input.Length, room)], ref sink, ref consumed, isTrailer: true, out HttpError error);
        _trailerLines = sink.LineCount;
        if (status == ParseStatus.NeedMore)
        {
            _trailerScanned = input.Length - consumed;
            return LimitTrailers(limits, consumed, _trailerScanned);
        }

        Error = error == HttpError.InvalidHeader ? HttpError.InvalidTrailer : error;
        return status;
    }

    private ParseStatus LimitTrailers(ResponseLimits limits, int consumed, int pending)
    {
        _trailerBytes += consumed;
        if (_trailerBytes + pending < limits.MaxHeadBytes)
        {
            return ParseStatus.NeedMore;
        }

        Error = HttpError.HeadTooLarge;
        return ParseStatus.Invalid;
    }

    private static int HexDigit(byte current)
    {
        int digit = current - '0';
        if ((uint)digit <= 9)
        {
            return digit;
        }

        int letter = (current | 0x20) - 'a';
        return (uint)letter <= 5 ? letter + 10 : -1;
    }
}
