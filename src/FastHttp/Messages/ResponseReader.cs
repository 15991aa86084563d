using System;
using System.Diagnostics;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// Reads the responses of one connection from bytes that are pushed in: interim responses, head, body, trailers.
/// Owned by one connection, used by one thread at a time, reused for ever; allocates nothing after the first heads.
/// <para>
/// Parsing a head is a pure function of its bytes, so the last final head is remembered: when the next one is the
/// same, its result is taken over. Invariant: if _memoLength is not 0, _memo holds a whole head and _record and
/// _memoFraming its result.
/// </para>
/// </summary>
internal sealed class ResponseReader
{
    /// <summary>Shown of a body before the byte that is wrong.</summary>
    public const int BytesBefore = 16;

    private const int MemoCapacity = 512;

    private readonly ResponseLimits _limits;
    private readonly HeadRecord _record = new();
    private readonly byte[] _memo = new byte[MemoCapacity];
    private ChunkedBodyReader _chunks;
    private BodyFraming _memoFraming;
    private FastHttpResponse? _response;
    private long _bodyLength;
    private long _remaining;
    private long _maxBodyBytes;
    private int _memoLength;
    private int _position;
    private int _scanned;
    private int _interimCount;
    private int _statusCode;
    private Phase _phase;
    private RequestTraits _traits;
    private RequestTraits _memoTraits;
    private bool _hasConsumed;
    private bool _keepAlive;

    public ResponseReader(ResponseLimits limits) => _limits = limits;

    private enum Phase : byte
    {
        Head,
        Length,
        Chunked,
        UntilClose,
        Done,
        Tunnel,
        Failed,
    }

    /// <summary>After Invalid, the reason.</summary>
    public HttpError Error { get; private set; }

    /// <summary>The status code, after the final head.</summary>
    public int StatusCode => _statusCode;

    /// <summary>Decoded bytes of the body so far.</summary>
    public long BodyLength => _bodyLength;

    /// <summary>
    /// After Done: the response permits another exchange. Bytes after it are the connection's business.
    /// </summary>
    public bool KeepAlive => _keepAlive;

    /// <summary>Seconds for which the server keeps the connection idle, as it last said; -1 if it did not.</summary>
    public int KeepAliveSeconds => _record.KeepAliveSeconds;

    /// <summary>A 100 has come before the final response (RFC 9110 §15.2.1).</summary>
    public bool HasContinue { get; private set; }

    /// <summary>After Done: a 2xx answered CONNECT, and what follows is not HTTP.</summary>
    public bool IsTunnel => _phase == Phase.Tunnel;

    /// <summary>
    /// Starts a response, before its first byte. Without a response object nothing is kept, only counted.
    /// </summary>
    /// <param name="traits">What was asked.</param>
    /// <param name="response">Takes the response, or null.</param>
    /// <param name="keepsLast">Whether the caller clears the response object itself, before it reads on.</param>
    public void Begin(RequestTraits traits, FastHttpResponse? response, bool keepsLast = false)
    {
        _traits = traits & BodyFraming.RelevantTraits;
        _response = response;
        long maxBodyBytes = response is null || response.DiscardsBody ? _limits.MaxBodyBytes
            : response.StreamsBody ? _limits.MaxStreamedBodyBytes : _limits.MaxKeptBodyBytes;
        if (maxBodyBytes != _maxBodyBytes)
        {
            // The head that is remembered was allowed by the other limit.
            _maxBodyBytes = maxBodyBytes;
            _memoLength = 0;
        }

        _phase = Phase.Head;
        _bodyLength = 0;
        _position = 0;
        _scanned = 0;
        _interimCount = 0;
        _statusCode = 0;
        _hasConsumed = false;
        _keepAlive = false;
        HasContinue = false;
        Error = HttpError.None;
        if (!keepsLast)
        {
            response?.BeginRead();
        }
    }

    /// <summary>
    /// Takes bytes of the response. An incomplete head or trailer line is not consumed: the caller presents it again,
    /// contiguous, with more bytes after it. After Done, what is not consumed does not belong to this response. After
    /// Invalid, a head is consumed up to the line that is wrong, or not at all where that is the whole of it; a body
    /// with the byte that is wrong.
    /// </summary>
    public ParseStatus Read(ReadOnlySpan<byte> input, out int consumed)
    {
        // The short path: the head is the one before, and the whole body is there.
        int headLength = _memoLength;
        if (_phase == Phase.Head
            && (uint)(headLength - 1) < (uint)input.Length
            && _traits == _memoTraits
            && _memoFraming.Kind == BodyKind.Length
            && _memoFraming.Length <= input.Length - headLength
            && input.Slice(0, headLength).SequenceEqual(new ReadOnlySpan<byte>(_memo, 0, headLength)))
        {
            int bodyLength = (int)_memoFraming.Length;
            consumed = headLength + bodyLength;
            _statusCode = _record.StatusCode;
            _keepAlive = _memoFraming.KeepAlive;
            _bodyLength = bodyLength;
            _phase = Phase.Done;
            if (_response is not null)
            {
                _response.KeepHead(input.Slice(0, headLength), _record);
                _response.KeepBody(input.Slice(headLength, bodyLength));
            }

            return ParseStatus.Done;
        }

        return ReadSlow(input, out consumed);
    }

    /// <summary>
    /// The stream has ended, with a reset or without. Done if that completes the message, else Invalid.
    /// </summary>
    /// <param name="reset">The peer reset the connection, or this side ended it: no end is a proper one.</param>
    /// <param name="unconsumed">Bytes that the caller still holds: an incomplete head or trailer line.</param>
    public ParseStatus ReadEnd(bool reset, int unconsumed)
    {
        switch (_phase)
        {
            case Phase.Done:
            case Phase.Tunnel:
                return ParseStatus.Done;
            case Phase.Failed:
                return ParseStatus.Invalid;
            case Phase.UntilClose when !reset:
                _phase = Phase.Done;
                return ParseStatus.Done;
            case Phase.Head when !_hasConsumed && unconsumed == 0:
                return Fail(HttpError.ConnectionClosed);
            default:
                return Fail(reset ? HttpError.ConnectionReset : HttpError.UnexpectedEof);
        }
    }

    /// <summary>
    /// Inside a body: from now on nothing is kept. False if its end is not near, not known, or of no use, since the
    /// connection could not be used again.
    /// </summary>
    public bool TryDrain()
    {
        _response = null;
        _maxBodyBytes = Math.Min(
            _maxBodyBytes, _bodyLength + Math.Min(_limits.MaxResponseDrainSize, long.MaxValue / 2));
        long known = _phase == Phase.Chunked ? _chunks.Remaining : _remaining;
        return _keepAlive && _phase is Phase.Chunked or Phase.Length && known <= _limits.MaxResponseDrainSize;
    }

    /// <summary>
    /// After Invalid: keeps for the caller the line that is wrong, where bytes can show it. It will be logged, so that
    /// there is no value of a field in it.
    /// </summary>
    /// <param name="input">What <see cref="Read"/> was given.</param>
    /// <param name="consumed">What it said.</param>
    public void KeepUnreadable(ReadOnlySpan<byte> input, int consumed)
    {
        if (_response is null || !HttpFailure.ShowsBytes(Error))
        {
            return;
        }

        int start = consumed;
        if (Error == HttpError.InvalidChunk)
        {
            // Of a body the wrong byte is consumed; the head may stand before its line.
            int from = Math.Max(0, consumed - BytesBefore);
            start = from + input[from..Math.Max(from, consumed - 1)].LastIndexOf(HttpSyntax.Lf) + 1;
        }

        ReadOnlySpan<byte> line = input[start..];
        bool isField = Error is HttpError.InvalidHeader or HttpError.InvalidTrailer;
        if (isField && !line.IsEmpty && HttpSyntax.IsBlank(line[0]))
        {
            // The value of the field before goes on.
            return;
        }

        int end = isField ? line.IndexOfAny(HttpSyntax.Colon, HttpSyntax.Lf) : line.IndexOf(HttpSyntax.Lf);
        _response.KeepUnreadable(end < 0 ? line : line[..(end + 1)]);
    }

    private ParseStatus ReadSlow(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        if (_phase == Phase.Head)
        {
            ParseStatus status = ReadHeads(input, out consumed);
            if (status != ParseStatus.Done)
            {
                return status;
            }

            input = input.Slice(consumed);
        }

        return ReadBody(input, ref consumed);
    }

    private ParseStatus ReadBody(ReadOnlySpan<byte> input, ref int consumed)
    {
        switch (_phase)
        {
            case Phase.Length:
                int taken = (int)Math.Min(input.Length, _remaining);
                consumed += taken;
                _remaining -= taken;
                _bodyLength += taken;
                _response?.KeepBody(input.Slice(0, taken));
                if (_remaining > 0)
                {
                    return ParseStatus.NeedMore;
                }

                _phase = Phase.Done;
                return ParseStatus.Done;

            case Phase.Chunked:
                return ReadChunks(input, ref consumed);

            case Phase.UntilClose:
                consumed += input.Length;
                if (input.Length > _maxBodyBytes - _bodyLength)
                {
                    return Fail(HttpError.BodyTooLarge);
                }

                _bodyLength += input.Length;
                _response?.KeepBody(input);
                return ParseStatus.NeedMore;

            case Phase.Failed:
                return ParseStatus.Invalid;

            default:
                return ParseStatus.Done;
        }
    }

    private ParseStatus ReadChunks(ReadOnlySpan<byte> input, ref int consumed)
    {
        ParseStatus status = _chunks.Read(input, _limits, _maxBodyBytes, _response, out int taken);
        consumed += taken;
        _bodyLength = _chunks.BodyLength;
        if (status == ParseStatus.Done)
        {
            _phase = Phase.Done;
        }

        return status == ParseStatus.Invalid ? Fail(_chunks.Error) : status;
    }

    // Reads interim heads and the final one; Done leaves the phase that the body asks for.
    private ParseStatus ReadHeads(ReadOnlySpan<byte> input, out int consumed)
    {
        consumed = 0;
        while (true)
        {
            ReadOnlySpan<byte> head = input.Slice(consumed);
            ParseStatus status = IsMemoOrPrefix(head) ? ReadMemo(head) : ReadHead(head);
            if (status != ParseStatus.Done)
            {
                // The lines before the one that is wrong have been read.
                consumed += status == ParseStatus.Invalid ? _position : 0;
                return status;
            }

            _hasConsumed = true;
            head = head.Slice(0, _position);
            _position = 0;
            _scanned = 0;
            if (_record.StatusCode >= 200)
            {
                status = StartBody(head);
                consumed += status == ParseStatus.Done ? head.Length : 0;
                return status;
            }

            // RFC 9110 §15.2: any number of interim responses may come first; their fields are not the final one's.
            _memoLength = 0;
            HasContinue |= _record.StatusCode == 100;
            if (_record.StatusCode == 101 || ++_interimCount > _limits.MaxInterimResponses)
            {
                return Fail(_record.StatusCode == 101 ? HttpError.UnexpectedUpgrade : HttpError.TooManyInterim);
            }

            consumed += head.Length;
        }
    }

    private bool IsMemoOrPrefix(ReadOnlySpan<byte> head)
    {
        int length = Math.Min(head.Length, _memoLength);
        return length > 0 && head.Slice(0, length).SequenceEqual(_memo.AsSpan(0, length));
    }

    private ParseStatus ReadMemo(ReadOnlySpan<byte> head)
    {
        Debug.Assert(_position == 0 && _memoLength > 0);
        if (head.Length < _memoLength)
        {
            return ParseStatus.NeedMore;
        }

        _position = _memoLength;
        return ParseStatus.Done;
    }

    private ParseStatus ReadHead(ReadOnlySpan<byte> head)
    {
        // Past the status line, a line can only become complete with an LF or with the byte after one.
        bool canAdvance = _position == 0 || head.Slice(_scanned - 1).Contains(HttpSyntax.Lf);
        _scanned = head.Length;
        ParseStatus status = ParseStatus.NeedMore;
        HttpError error = HttpError.None;
        ReadOnlySpan<byte> window = head.Slice(0, Math.Min(head.Length, _limits.MaxHeadBytes));
        if (canAdvance && !window.IsEmpty)
        {
            _memoLength = 0;
            HeadSink sink = new(_record, _limits.MaxHeaderCount);
            status = ResponseHeadParser.TryRead(window, ref sink, ref _position, out error);
        }

        if (status == ParseStatus.NeedMore && head.Length >= _limits.MaxHeadBytes)
        {
            return Fail(HttpError.HeadTooLarge);
        }

        return status == ParseStatus.Invalid ? Fail(error) : status;
    }

    private ParseStatus StartBody(ReadOnlySpan<byte> head)
    {
        if (_memoLength == 0 || _memoTraits != _traits)
        {
            BodyFraming framing = BodyFraming.Of(_record, _traits);
            HttpError error = framing.Length > _maxBodyBytes ? HttpError.BodyTooLarge : framing.Error;
            if (error != HttpError.None)
            {
                _memoLength = 0;
                return Fail(error);
            }

            Remember(head, framing);
        }

        _statusCode = _record.StatusCode;
        AssertInvariant(head);
        _keepAlive = _memoFraming.KeepAlive;
        _response?.KeepHead(head, _record);
        _remaining = _memoFraming.Length;
        switch (_memoFraming.Kind)
        {
            case BodyKind.Length:
                _phase = Phase.Length;
                break;
            case BodyKind.Chunked:
                _phase = Phase.Chunked;
                _chunks.Begin();
                break;
            case BodyKind.UntilClose:
                _phase = Phase.UntilClose;
                break;
            default:
                _phase = Phase.Tunnel;
                break;
        }

        return ParseStatus.Done;
    }

    // A head that is too long to remember still leaves its framing here, for the lines that follow the call.
    private void Remember(ReadOnlySpan<byte> head, in BodyFraming framing)
    {
        _memoFraming = framing;
        _memoTraits = _traits;
        if (_memoLength == 0 && head.Length <= MemoCapacity)
        {
            head.CopyTo(_memo);
            _memoLength = head.Length;
        }
    }

    [Conditional("DEBUG")]
    private void AssertInvariant(ReadOnlySpan<byte> head)
    {
        Debug.Assert(_memoLength == 0 || head.SequenceEqual(_memo.AsSpan(0, _memoLength)), "The last head.");
        Debug.Assert(_memoFraming == BodyFraming.Of(_record, _traits), "What is remembered of it is what it says.");
    }

    private ParseStatus Fail(HttpError error)
    {
        _phase = Phase.Failed;
        _keepAlive = false;
        Error = error;
        return ParseStatus.Invalid;
    }
}
