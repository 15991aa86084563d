using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;
using FastHttp.Errors;
using FastHttp.Messages;
using FastHttp.Options;
using FastHttp.Stability;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// One connection; exchanges in order, with optional pipelining. There is no pool and no retry here: that is
/// <c>FastHttpClient</c>'s business. A connection breaks once; its first reason stays.
/// <para>Thread rules: <see cref="Submit(PreparedRequest, IExchangeHandler)"/> and the handlers run on the loop;
/// <c>SendNoThrowAsync</c>, <c>SendAsync</c> and <see cref="Abort()"/> may be called from any thread. A method that
/// continues after them continues on the thread pool; with <see cref="FastHttpOptions.ContinueOnLoop"/> on the loop,
/// where it must not block.</para>
/// <para>The end point of a request is not looked at: the bytes go to this connection. One caller at a time, unless the
/// options allow pipelining; a call that may not go out yet fails with an <see cref="InvalidOperationException"/>:
/// there is no place, a body is being sent, or what it sends takes more than one piece while an earlier request is not
/// with the system yet. Cancelling breaks the connection: its stream is then in an unknown state.</para>
/// </summary>
public sealed partial class HttpConnection : ExchangeSender
{
    private readonly ResponseReader _reader;
    private readonly Receiver _receiver;
    private readonly FastHttpOptions _options;
    private readonly ExchangeTimes _times;
    private readonly bool _continueOnLoop;

    private TransportConnection _transport;
    private IConnectionHandler? _owner;

    // Tells one life of the object from the next: what other threads post is compared with it on the loop.
    private int _life;

    // The transport had broken before it was attached to, and tells so later.
    private bool _isEndOwed;

    // Null while no option asks for a deadline: then they cost the path of an exchange one comparison.
    private ExchangeDeadlines? _deadlines;

    private PendingRing _pending;

    // Null until a body is streamed.
    private BodySender? _body;

    // A body was not sent to its end because its answer came first: no further exchange is possible.
    private bool _isBodyCut;

    // Bytes that TakeReceivedBytes has told of.
    private long _takenBytes;

    // Bytes that came, but that the reader cannot use before more come.
    private int _unconsumed;

    internal HttpConnection(TransportConnection transport, FastHttpOptions options, IConnectionHandler? owner)
    {
        _transport = transport;
        _owner = owner;
        _options = options;
        _receiver = new Receiver(this);
        _observer = options.ResponseObserver;
        _reader = new ResponseReader(options.Times.Limits);
        _pending = new PendingRing(options.MaxPipelineDepth);
        _continueOnLoop = options.ContinueOnLoop;
        _times = options.Times;
        if (_times.HasDeadlines)
        {
            _deadlines = new ExchangeDeadlines(this, _times);
        }
    }

    /// <summary>What carries its bytes; in another life another.</summary>
    internal TransportConnection Transport => _transport;

    /// <summary>Null while no option asks for a deadline.</summary>
    internal ExchangeDeadlines? Deadlines => _deadlines;

    internal ExchangeTimes Times => _times;

    /// <summary>What opened it, to do so again.</summary>
    internal ConnectionOpener? Opener { get; set; }

    /// <summary>The loop on which the connection lives.</summary>
    public TransportLoop Loop => _transport.Loop;

    /// <summary>Whether a further exchange may be started.</summary>
    public bool IsOpen => BrokenBy == HttpError.None && !_transport.IsClosed && !_isBodyCut;

    /// <summary>
    /// Why the connection broke; <see cref="HttpError.None"/> while it is open, or if it ended in order.
    /// </summary>
    public HttpError BrokenBy { get; private set; }

    /// <summary>
    /// The address that it is connected to: that of the proxy, if there is one. Null where
    /// <see cref="FastHttpOptions.ConnectCallback"/> has connected it.
    /// </summary>
    public EndPoint? RemoteEndPoint { get; internal set; }

    /// <summary>The proxy that passes requests on, to whom they name their whole URI; null where there is none, or a
    /// tunnel.</summary>
    internal HttpProxy? Forwarder { get; set; }

    /// <summary>What the transport said when it ended; none as long as it has not.</summary>
    internal TransportError Cause { get; private set; }

    /// <summary>How long it took to open the connection.</summary>
    public ConnectionTimes OpeningTimes { get; internal set; }

    /// <summary>
    /// Whether the TLS handshake resumed an earlier session. Null without TLS, and where <c>SslStream</c> speaks it,
    /// which does not say.
    /// </summary>
    public bool? IsTlsResumed { get; internal set; }

    /// <summary>Batches whose responses are not complete.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>Bytes handed to the transport. Its sender counts: the loop, or the writer of a body.</summary>
    internal long SentBytes { get; set; }

    /// <summary>Bytes received. The loop counts; any thread may read.</summary>
    internal long ReceivedBytes { get; private set; }

    /// <summary>Bytes received since the last call: heads, framing and bodies. Call on the loop.</summary>
    [Experimental(ExperimentalApi.LoadGeneration)]
    public long TakeReceivedBytes()
    {
        long bytes = ReceivedBytes - _takenBytes;
        _takenBytes = ReceivedBytes;
        return bytes;
    }

    /// <summary>
    /// Sends a prepared request, or batch of requests, now; the handler learns how it ends. Call on the loop.
    /// </summary>
    /// <returns>
    /// <see cref="HttpError.None"/>, or the reason for which nothing was sent; the handler is then not called.
    /// </returns>
    /// <exception cref="InvalidOperationException">More batches are under way than the options allow.</exception>
    [Experimental(ExperimentalApi.LoadGeneration)]
    public HttpError Submit(PreparedRequest request, IExchangeHandler handler)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Submit(request.Bytes.Span, request.TraitsMemory, response: null, handler);
    }

    /// <summary>
    /// Sends bytes that hold one or more whole requests, as a batch; the handler learns how it ends. Call on the loop.
    /// </summary>
    /// <param name="bytes">The requests; not needed after the call.</param>
    /// <param name="traits">One entry for each request; must not change before the last response has come.</param>
    /// <param name="response">Takes the responses, one after the other, or null to only count them.</param>
    /// <param name="handler">Learns of each response, or of the failure.</param>
    /// <param name="options">What is kept of the responses; none is streamed.</param>
    /// <returns>As <see cref="Submit(PreparedRequest, IExchangeHandler)"/>.</returns>
    [Experimental(ExperimentalApi.LoadGeneration)]
    public HttpError Submit(
        ReadOnlySpan<byte> bytes, ReadOnlyMemory<RequestTraits> traits, FastHttpResponse? response,
        IExchangeHandler handler, ResponseOptions options = ResponseOptions.None)
    {
        ArgumentNullException.ThrowIfNull(handler);
        if ((options & ResponseOptions.StreamBody) != 0)
        {
            ThrowHelper.CannotStream();
        }

        long due = _deadlines is null ? long.MaxValue : RequestDue(null);
        return Submit(bytes, traits, response, handler, due, lends: true, options);
    }

    /// <summary>
    /// Breaks the connection, from any thread: what is under way fails with <see cref="HttpError.Disposed"/>.
    /// </summary>
    public void Abort() => Abort(HttpError.Disposed);

    /// <summary>
    /// Closes the connection; what is under way fails with <see cref="HttpError.Disposed"/>. Any thread. Idempotent.
    /// </summary>
    protected override ValueTask CloseAsync()
    {
        Abort(HttpError.Disposed);
        return default;
    }

    /// <summary>Starts to receive. Called once in a life, on the loop.</summary>
    internal void Start()
    {
        _transport.Attach(_receiver);
        _isEndOwed = _transport.IsClosed;
    }

    internal void Abort(HttpError reason)
    {
        if (Loop.IsOnLoop)
        {
            Break(reason);
        }
        else
        {
            Loop.Execute(
                static state => state.Connection.BreakLate(state.Reason, state.Life),
                (Connection: this, Reason: reason, Life: Volatile.Read(ref _life)));
        }
    }

    // Meanwhile the connection may have ended, and the object be another one.
    private void BreakLate(HttpError reason, int life)
    {
        if (_life == life)
        {
            Break(reason);
        }
    }

    /// <summary>Whether something that was sent still waits for the system. On the loop.</summary>
    internal bool HasUnsent => _transport.HasUnsent;

    /// <summary>Seconds for which the server keeps the connection idle, as it last said; -1 if it did not.</summary>
    internal int KeepAliveSeconds => ReceivedBytes == 0 ? -1 : _reader.KeepAliveSeconds;

    // The first cause stays; all that was under way fails: the exchange that it is the reason of, if none is named the
    // oldest, with the cause, the others as never answered.
    internal void Break(HttpError reason, IExchangeHandler? concerned = null)
    {
        Debug.Assert(reason != HttpError.None, "A connection breaks for a reason.");
        if (BrokenBy != HttpError.None)
        {
            return;
        }

        BrokenBy = reason;
        Close();
        FailPending(reason, concerned);
    }

    // With the connection go its timer and the writing of a request that the server will not read.
    private void Close()
    {
        _transport.Close();
        _deadlines?.Stop();
        if (IsSendingBody)
        {
            _body!.Cancel();
        }
    }

    private void FailPending(HttpError reason, IExchangeHandler? concerned = null)
    {
        while (_pending.Count != 0)
        {
            IExchangeHandler handler = PopFirst();
            concerned ??= handler;
            bool isReason = reason == HttpError.Disposed || ReferenceEquals(handler, concerned);
            handler.OnFailure(this, isReason ? reason : HttpError.ConnectionClosed);
        }
    }

    private IExchangeHandler PopFirst()
    {
        IExchangeHandler handler = _pending.Pop();
        _stream = null;
        return handler;
    }
}
