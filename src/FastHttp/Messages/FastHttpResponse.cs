using System;
using System.Buffers;
using System.Net;
using FastHttp.Buffers;
using FastHttp.Http1;
using FastHttp.Messages;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// A pooled response. Everything read from it lives until it is disposed, reset or used in the next exchange: copy
/// what you keep. It belongs to one caller at a time, and to the connection while an exchange is pending. Dispose
/// returns it; afterwards it is another caller's. Not thread-safe.
/// </summary>
/// <remarks>
/// Invariant: every entry of _fields lies within _head, and of _trailers within _trailerBytes. They are apart because
/// trailers come while the caller of a streamed body may look at the head. What could not be read is the last of
/// _trailerBytes.
/// </remarks>
public sealed partial class FastHttpResponse : IDisposable
{
    // Of what cannot be read; a status line or a field line of usual length.
    private const int MaxUnreadable = 64;

    private readonly MessageBuffer _head = new();
    private readonly MessageBuffer _trailerBytes = new();
    private MessageBuffer _body = new();
    private FieldList _fields = new(16);
    private FieldList _trailers = new(0);
    private readonly MessagePool _home;
    private MessageLease _lease;
    private EndPoint? _remoteEndPoint;
    private HttpFailure? _failure;
    private HttpError _error;
    private TransportError _brokenBy;

    // As the last call wants it.
    private bool _discardsBody;
    private bool _discardsHead;
    private int _statusCode;
    private int _minorVersion;
    private int _reasonStart;
    private int _reasonLength;
    private int _unreadableLength;
    private long _contentLength = -1;
    private long _bodyLength;

    // The use of the message in which one response of a batch was complete: until the next one is read, its handler may
    // do with it what others may do after an exchange.
    private int _completeAt;

    internal FastHttpResponse(MessagePool home)
    {
        _home = home;
    }

    /// <summary>Status code, 100 to 999; 0 before a response has been read.</summary>
    public int StatusCode => Live()._statusCode;

    /// <summary>The minor version of HTTP/1: 0 or more.</summary>
    public int MinorVersion => Live()._minorVersion;

    /// <summary>The reason phrase as it came; may be empty.</summary>
    public ReadOnlySpan<byte> ReasonPhrase => Live()._head.Written.Slice(_reasonStart, _reasonLength);

    /// <summary>The field lines in wire order; none if <see cref="ResponseOptions.DiscardHead"/> is set.</summary>
    public FastHttpResponseHeaders Headers => new(Live(), isTrailer: false);

    /// <summary>
    /// The trailer lines in wire order, without those that a trailer may not carry; none before the end of a streamed
    /// body.
    /// </summary>
    public FastHttpResponseHeaders Trailers => new(Live(), isTrailer: true);

    /// <summary>
    /// The declared length in bytes; -1 if none was declared, as with chunked and close-delimited bodies. For HEAD
    /// and 304 it tells of a body that is not there.
    /// </summary>
    public long ContentLength => Live()._contentLength;

    /// <summary>The body; empty if it is discarded or streamed.</summary>
    public ReadOnlySequence<byte> Body => Live()._body.WrittenSequence;

    /// <summary>The body as one span; empty if it is discarded or streamed.</summary>
    public ReadOnlySpan<byte> BodySpan => Live()._body.Written;

    /// <summary>Bytes of the body that have come, without their framing, kept or not.</summary>
    public long BodyLength => Live()._bodyLength;

    /// <summary>
    /// The address that the last attempt went to: that of the proxy, if there is one. Null before it, and where
    /// <see cref="FastHttpOptions.ConnectCallback"/> has connected.
    /// </summary>
    public EndPoint? RemoteEndPoint => Live()._remoteEndPoint;

    /// <summary>
    /// What is known of why the last exchange failed, beyond its reason: for callers that take results and no
    /// exceptions. Null after a success, and before the first exchange.
    /// </summary>
    public HttpFailure? Failure => Live()._error == HttpError.None
        ? null
        : _failure ??= HttpFailure.OfExchange(_error, _brokenBy, Unreadable);

    /// <summary>What is known of a failure with this reason; null if that is not how the last exchange ended.</summary>
    internal HttpFailure? FailureOf(HttpError error) => _error == error && !IsReturned ? Failure : null;

    internal int Generation => _lease.Generation;

    internal int RetainedBytes =>
        _head.Capacity + _trailerBytes.Capacity + _body.Capacity + (_spareBody?.Capacity ?? 0);

    // An attempt before the last one may have left some.
    private ReadOnlySpan<byte> Unreadable =>
        HttpFailure.ShowsBytes(_error) ? _trailerBytes.Written[^_unreadableLength..] : default;

    internal bool IsReturned => _lease.IsReturned;

    internal bool DiscardsBody => _discardsBody;

    /// <summary>Takes a response from the shared pool; never null. Return it with Dispose, by <c>using</c>.</summary>
    public static FastHttpResponse Rent() => MessagePool.Shared.RentResponse();

    /// <summary>Forgets the last response.</summary>
    /// <exception cref="InvalidOperationException">An exchange has not ended, or its streamed body was not read to the
    /// end.</exception>
    public void Reset()
    {
        Live();
        _lease.ThrowIfLent();
        _lease.NextGeneration();
        Clear();
        _remoteEndPoint = null;
        Note(HttpError.None, null, TransportError.None);
    }

    /// <summary>Copies what was read, so that it lives as long as the other response does; not a streamed body, whose
    /// bytes exist once.</summary>
    /// <exception cref="InvalidOperationException">One of the two is part of an exchange.</exception>
    public void CopyTo(FastHttpResponse other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Live();
        ThrowIfIncomplete();
        if (ReferenceEquals(this, other))
        {
            return;
        }

        other.Reset();
        other._head.Append(_head.Written);
        other._trailerBytes.Append(_trailerBytes.Written);
        other._body.Append(_body.Written);
        other._fields.CopyFrom(in _fields);
        other._trailers.CopyFrom(in _trailers);
        other._statusCode = _statusCode;
        other._minorVersion = _minorVersion;
        other._reasonStart = _reasonStart;
        other._reasonLength = _reasonLength;
        other._contentLength = _contentLength;
        other._bodyLength = _bodyLength;
        other._remoteEndPoint = _remoteEndPoint;
    }

    /// <summary>
    /// Returns the response to its pool; a second call does nothing. A streamed body that was not read to its end is
    /// drained if that is near, else its connection is closed. If a call is pending, Dispose is misuse: the response
    /// goes back only when the exchange has ended.
    /// </summary>
    public void Dispose()
    {
        // Looked up first: after the return, what is found there may be another caller's.
        int round = 0;
        StreamedBody? stream = _stream;
        IBodySource? source = stream?.Source(out round);
        if (_lease.TryReturn())
        {
            _home.Return(this);
        }
        else if (source is not null)
        {
            Abandon(source, stream!, round);
        }
    }

    internal void Rented(RentalNote? note = null) => _lease.Rent(note);

    /// <summary>Before an exchange: throws InvalidOperationException if the response is in another one.</summary>
    internal void Lend(ResponseOptions options)
    {
        Live();
        _lease.Lend();
        Keep(options);
    }

    /// <summary>Says what is kept of the next response.</summary>
    internal void Keep(ResponseOptions options)
    {
        _discardsBody = (options & ResponseOptions.DiscardBody) != 0;
        _discardsHead = (options & ResponseOptions.DiscardHead) != 0;
        StreamsBody = (options & ResponseOptions.StreamBody) != 0 && !_discardsBody;
    }

    /// <summary>After an exchange, also a failed one.</summary>
    internal void EndLoan()
    {
        if (_lease.EndLoan())
        {
            _home.Return(this);
        }
    }

    /// <summary>After an exchange: notes how it ended, and is its caller's again.</summary>
    internal void EndLoan(HttpError error, HttpFailure? failure, TransportError brokenBy)
    {
        Note(error, failure, brokenBy);
        EndLoan();
    }

    /// <summary>Notes where an attempt goes.</summary>
    internal void SentTo(EndPoint? remoteEndPoint) => _remoteEndPoint = remoteEndPoint;

    /// <summary>Notes how an exchange ended. What it takes to tell of it is made when it is asked for.</summary>
    internal void Note(HttpError error, HttpFailure? failure, TransportError brokenBy)
    {
        _error = error;
        _failure = failure;
        _brokenBy = brokenBy;
    }

    /// <summary>Makes the response fit for the pool.</summary>
    internal void Retire(int maxRetained)
    {
        _lease.Settle();
        if (_home.Checks is not null)
        {
            PoisonAll();
        }

        Clear();
        _remoteEndPoint = null;
        Note(HttpError.None, null, TransportError.None);
        Keep(ResponseOptions.None);
        _head.Retire(maxRetained);
        _trailerBytes.Retire(maxRetained);
        _body.Retire(maxRetained);
        _spareBody?.Retire(maxRetained);
    }

    /// <summary>A response of a batch is complete, and others follow in its place.</summary>
    internal void NoteComplete() => _completeAt = _lease.Generation;

    internal void BeginRead()
    {
        _lease.NextGeneration();
        Clear();
        if (StreamsBody)
        {
            BeginStream();
        }
    }

    /// <summary>
    /// Keeps a final head. <paramref name="head"/> is exactly the bytes that the record was made from.
    /// </summary>
    internal void KeepHead(ReadOnlySpan<byte> head, HeadRecord record)
    {
        _statusCode = record.StatusCode;
        _minorVersion = record.MinorVersion;
        _contentLength = record.HasTransferEncoding ? -1 : record.ContentLength;
        if (_discardsHead)
        {
            return;
        }

        _head.Append(head);
        _reasonStart = record.ReasonStart;
        _reasonLength = record.ReasonLength;
        _fields.CopyFrom(in record.Fields);
        if (record.HasFolds)
        {
            JoinFolds();
        }
    }

    internal void KeepBody(ReadOnlySpan<byte> bytes)
    {
        _bodyLength += bytes.Length;
        if (_discardsBody)
        {
            return;
        }

        if (_isStreamed)
        {
            _stream!.Write(bytes);
        }
        else
        {
            _body.Append(bytes);
        }
    }

    internal void KeepTrailer(KnownHeader id, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (_discardsHead)
        {
            return;
        }

        ref FieldEntry entry = ref _trailers.Add();
        entry.Id = id;
        entry.IsFolded = false;
        entry.NameStart = _trailerBytes.Length;
        entry.NameLength = name.Length;
        _trailerBytes.Append(name);
        entry.ValueStart = _trailerBytes.Length;
        entry.ValueLength = value.Length;
        _trailerBytes.Append(value);
    }

    /// <summary>Keeps the start of what cannot be read, for those who ask why.</summary>
    internal void KeepUnreadable(ReadOnlySpan<byte> bytes)
    {
        _unreadableLength = Math.Min(bytes.Length, MaxUnreadable);
        _trailerBytes.Append(bytes[.._unreadableLength]);
    }

    internal ReadOnlySpan<FieldEntry> GetEntries(bool isTrailer)
    {
        Live();
        if (!isTrailer)
        {
            return _fields.Entries;
        }

        // Before the end of a stream, the loop may be writing them.
        return _isStreamed && !_stream!.IsEnded ? default : _trailers.Entries;
    }

    internal HttpField GetField(in FieldEntry entry, bool isTrailer)
    {
        ReadOnlySpan<byte> bytes = isTrailer ? _trailerBytes.Written : _head.Written;
        return new HttpField(
            entry.Id,
            bytes.Slice(entry.NameStart, entry.NameLength),
            bytes.Slice(entry.ValueStart, entry.ValueLength));
    }

    internal void CheckGeneration(int generation) => _lease.CheckGeneration(generation);

    private void ThrowIfIncomplete()
    {
        if (_completeAt != _lease.Generation)
        {
            _lease.ThrowIfLent();
        }
    }

    private FastHttpResponse Live()
    {
        _lease.ThrowIfReturned();
        return this;
    }

    // RFC 9112 §5.2: a fold, with the blanks around it, is one space. The copy is ours, so it is joined in place.
    private void JoinFolds()
    {
        foreach (ref FieldEntry entry in _fields.Entries)
        {
            if (entry.IsFolded)
            {
                entry.ValueLength = FoldJoiner.Join(_head.Written.Slice(entry.ValueStart, entry.ValueLength));
                entry.IsFolded = false;
            }
        }
    }

    private void Clear()
    {
        _head.Clear();
        _trailerBytes.Clear();
        _body.Clear();
        if (_isStreamed)
        {
            _isStreamed = false;
            _stream!.Clear();
        }

        _fields.Clear();
        _trailers.Clear();
        _statusCode = 0;
        _minorVersion = 0;
        _reasonStart = 0;
        _reasonLength = 0;
        _unreadableLength = 0;
        _contentLength = -1;
        _bodyLength = 0;
    }

    private void PoisonAll()
    {
        _head.Poison(MessageChecks.Poison);
        _trailerBytes.Poison(MessageChecks.Poison);
        _body.Poison(MessageChecks.Poison);
        _spareBody?.Poison(MessageChecks.Poison);
    }
}
