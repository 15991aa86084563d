using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Http1;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>The body of a request: in the request's own memory, in the caller's, or written while it is sent.</summary>
public sealed partial class FastHttpRequest
{
    private readonly MessageBuffer _body = new();
    private ReadOnlyMemory<byte> _borrowed;
    private BodyProducer? _producer;
    private RequestBodyWriter? _bodyWriter;
    private BodySource _source;
    private RequestFields? _trailers;

    // Those that the caller has added. After them come the producer's, which are of one exchange.
    private int _announcedTrailers;
    private bool _expectsContinue;

    // For the rest of a call: the server has said that it cannot say.
    private bool _forgoesContinue;

    private enum BodySource : byte
    {
        None,
        Buffer,
        Borrowed,
        Produced,
    }

    /// <summary>
    /// Writes a body into the request's own buffer, after what it holds. Its length is known when the request is sent.
    /// </summary>
    public IBufferWriter<byte> BodyWriter
    {
        get
        {
            StartBody(BodySource.Buffer);
            return _body;
        }
    }

    /// <summary>
    /// Sends <c>Expect: 100-continue</c>, and the body only when the server asks for it, when it says nothing for
    /// <see cref="FastHttpOptions.Expect100ContinueTimeout"/>, or not at all: a final answer that comes first is the
    /// response, and the connection closes after it (RFC 9110 §10.1.1). Says nothing where there is no body, or where
    /// HTTP/1.0 is spoken. After a 417 a client sends the request once more without it, if the body can be sent; a
    /// connection returns the 417 as any answer.
    /// </summary>
    public bool ExpectContinue
    {
        get => _expectsContinue;
        set
        {
            HeadChanged();
            _expectsContinue = value;
        }
    }

    /// <summary>The field lines after the last chunk; null or empty for none.</summary>
    internal RequestFields? TrailerFields => _trailers;

    /// <summary>How many of those are known before the body.</summary>
    internal int AnnouncedTrailers => _announcedTrailers;

    /// <summary>Whether the body waits for the server.</summary>
    internal bool WaitsForContinue =>
        _expectsContinue && !_forgoesContinue && _minorVersion != 0 && BodyLength != 0;

    /// <summary>Whether sending the body has begun in this attempt.</summary>
    internal bool IsBodyBegun { get; set; }

    /// <summary>
    /// Whether the body can be had once more: it is in memory, or its producer has not been asked yet.
    /// </summary>
    internal bool CanBeSentAgain => !HasProducedBody || !IsBodyBegun;

    /// <summary>What the body producer threw in the last exchange, for the caller that wants an exception.</summary>
    internal Exception? ProducerException { get; set; }

    /// <summary>
    /// Whether all of it is with the output, or goes there with the flush that is under way: a response from then on is
    /// not early.
    /// </summary>
    internal bool IsWritten { get; set; }

    internal bool HasProducedBody => _source == BodySource.Produced;

    internal BodyProducer Producer => _producer!;

    /// <summary>The body that is in memory; empty for a produced one.</summary>
    internal ReadOnlyMemory<byte> BodyMemory => _source switch
    {
        BodySource.Buffer => _body.WrittenMemory,
        BodySource.Borrowed => _borrowed,
        _ => default,
    };

    /// <summary>Bytes of the body; -1 if they are not known before they are written.</summary>
    internal long BodyLength
    {
        get
        {
            if (_source != BodySource.Produced)
            {
                return BodyMemory.Length;
            }

            return _producer!.Length >= 0 ? _producer.Length : Fields.DeclaredLength;
        }
    }

    internal bool HasBody => _source != BodySource.None;

    /// <summary>
    /// Sets a body and copies it: the caller may reuse its buffer. An array as argument selects this overload.
    /// </summary>
    public void SetBody(ReadOnlySpan<byte> body)
    {
        _source = BodySource.None;
        StartBody(BodySource.Buffer);
        _body.Append(body);
    }

    /// <summary>
    /// Sets a body without copying it: it must stay unchanged until the exchange has ended. Pass an array by
    /// <c>AsMemory()</c> to select this overload.
    /// </summary>
    public void SetBody(ReadOnlyMemory<byte> body)
    {
        StartBody(BodySource.Borrowed);
        _borrowed = body;
    }

    /// <summary>Sets a body that is written while the request is sent.</summary>
    /// <param name="state">Passed to <paramref name="write"/>, so that it needs no closure.</param>
    /// <param name="write">Writes the body; may flush as it likes. Its exceptions fail the exchange.</param>
    /// <param name="length">Bytes that will be written; -1 sends the body chunked.</param>
    public void SetBodyWriter<TState>(
        TState state, Func<TState, PipeWriter, CancellationToken, ValueTask> write, long length = -1)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, -1);
        StartBody(BodySource.Produced);
        if (_producer is not BodyProducer<TState> producer)
        {
            _producer = producer = new BodyProducer<TState>();
        }

        producer.Set(state, write, length);
    }

    /// <summary>
    /// Adds a line that is sent after a body of unknown length (RFC 9110 §6.5). The caller adds it before the exchange,
    /// and a Trailer line announces it. Or the producer of the body adds it while it runs, as for a digest of what was
    /// written.
    /// </summary>
    /// <param name="name">A token. Copied.</param>
    /// <param name="value">Bytes without controls other than HTAB. Copied.</param>
    /// <exception cref="ArgumentException">The line is malformed, or is of those that a recipient has to know earlier:
    /// framing, routing, credentials and the like (RFC 9110 §6.5.1).</exception>
    /// <exception cref="InvalidOperationException">The request is part of an exchange and no body of unknown length is
    /// being produced.</exception>
    public void AddTrailer(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        RequestSyntax.CheckName(name);
        RequestSyntax.CheckValue(value);
        KnownHeader id = KnownHeaders.Identify(name);
        if (!KnownHeaders.IsAllowedInTrailers(id))
        {
            throw new ArgumentException("This field has to be known before the body.", nameof(name));
        }

        _lease.ThrowIfReturned();
        bool isProducer = _bodyWriter is { TakesTrailers: true };
        if (!isProducer)
        {
            HeadChanged();
            _trailers?.Truncate(_announcedTrailers);
            _announcedTrailers++;
        }

        _trailers ??= new RequestFields();
        _trailers.Add(id, name, HttpSyntax.TrimBlanks(value));
    }

    internal RequestBodyWriter StartProducedBody(PipeWriter output)
    {
        ProducerException = null;
        _bodyWriter ??= new RequestBodyWriter();
        _trailers?.Truncate(_announcedTrailers);
        _bodyWriter.Begin(output, BodyLength, this);
        return _bodyWriter;
    }

    internal void DropBody()
    {
        StartBody(BodySource.None);
        _body.Clear();
        _trailers?.Clear();
        _announcedTrailers = 0;
        Fields.ForgetDeclaredLength();
    }

    private void StartBody(BodySource source)
    {
        HeadChanged();
        if (_source != source)
        {
            _body.Clear();
        }

        _borrowed = default;
        _producer?.Clear();
        _source = source;
    }

    private void ClearBody()
    {
        _body.Clear();
        _borrowed = default;
        _producer?.Clear();
        _bodyWriter?.End(MessagePool.MaxRetainedBytes);
        ProducerException = null;
        _source = BodySource.None;
        _trailers?.Retire(MessagePool.MaxRetainedBytes);
        _announcedTrailers = 0;
        _expectsContinue = false;
        _forgoesContinue = false;
    }
}
