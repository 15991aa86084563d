using System;
using System.Threading;
using System.Threading.Tasks.Sources;
using FastHttp.Buffers;
using FastHttp.Errors;
using FastHttp.Transports;

namespace FastHttp.Connections;

/// <summary>
/// Lets a caller await an exchange: the handler of the exchange and the source of the caller's value task in one
/// reusable object. The messages are on loan from <see cref="Prepare"/> to the end, which comes once: when the response
/// is there, or the failure, and the request is not being written any more.
/// <para>Loop-owned from the submission on; before, it is whose call it is. A cancellation posts to the loop and names
/// the exchange that it means, so a late one finds another or none.</para>
/// </summary>
internal abstract class ExchangeSource
    : IExchangeHandler, IValueTaskSource<HttpError>, IValueTaskSource, ILoopTask
{
    private readonly RequestTraits[] _traits = new RequestTraits[1];
    private ManualResetValueTaskSourceCore<HttpError> _source;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _token;
    private PreparedRequest? _prepared;
    private HttpConnection? _connection;
    private Exception? _cause;
    private InvalidOperationException? _misuse;

    // What knows more of a failure, as long as it is in the same use.
    private FastHttpResponse? _failed;
    private int _failedUse;
    private HttpError _answer;
    private TransportError _brokenBy;
    private bool _submitted;
    private bool _answered;
    private bool _writing;
    private bool _headCame;
    private volatile bool _cancelRequested;

    private protected ExchangeSource(bool continueOnLoop) =>
        _source.RunContinuationsAsynchronously = !continueOnLoop;

    /// <summary>What a pending value task of this exchange is made with.</summary>
    public short Version => _source.Version;

    /// <summary>What the caller may end it by.</summary>
    protected CancellationToken Token => _token;

    /// <summary>
    /// The caller's thread, if it blocks until the end: it is woken then, and writes a body that is produced. Set
    /// before the exchange starts; holds for one exchange.
    /// </summary>
    public BlockingWait? Waiter { get; set; }

    /// <summary>The caller wants it to end. Seen before anything that would begin then.</summary>
    protected bool IsCancelRequested => _cancelRequested;

    protected FastHttpRequest? Request { get; private set; }

    protected FastHttpResponse? Response { get; private set; }

    /// <summary>What is sent, if it was prepared.</summary>
    protected PreparedRequest? Prepared => _prepared;

    /// <summary>Status of the last response of this attempt; 0 if there is none.</summary>
    protected int StatusCode { get; private set; }

    /// <summary>When the whole has to be over.</summary>
    protected long Due { get; set; }

    /// <summary>
    /// What is known of a connection that could not be opened for it; null if none was to be. Setting it
    /// forgets what broke the connection before.
    /// </summary>
    protected HttpFailure? Failure
    {
        get;
        set
        {
            field = value;
            _brokenBy = TransportError.None;
        }
    }

    /// <summary>The traits of what is sent; the first ones of a batch.</summary>
    protected RequestTraits Traits => _prepared is { } prepared ? prepared.Traits[0] : _traits[0];

    public abstract void Run();

    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
    {
        StatusCode = outcome.StatusCode;
        if (outcome.Remaining == 0)
        {
            Response?.EndStream(HttpError.None);
            Answer(HttpError.None);
        }
    }

    public void OnFailure(HttpConnection connection, HttpError error)
    {
        _brokenBy = connection.Cause;
        Response?.EndStream(error);
        Answer(error);
    }

    /// <summary>
    /// The head of a response that is streamed is there, but not the end of the body. The call ends now, or as soon as
    /// the request is not being written any more: then what it borrowed is the caller's again.
    /// </summary>
    public void OnHead()
    {
        _headCame = true;
        if (!_writing)
        {
            HandOver();
        }
    }

    /// <summary>The connection now writes the request's body; the exchange does not end before that has.</summary>
    public void OnBodyStarted() => _writing = true;

    /// <summary>Notes that the body is not being written any more.</summary>
    public void OnBodyEnded()
    {
        _writing = false;
        if (_answered)
        {
            EndAttempt();
        }
        else if (_headCame && _connection!.BrokenBy == HttpError.None && _connection.IsOldest(this))
        {
            // Where the end of the connection ends this body, the reason, or the whole answer, is told next.
            HandOver();
        }
    }

    HttpError IValueTaskSource<HttpError>.GetResult(short token)
    {
        HttpError error = _source.GetResult(token);
        InvalidOperationException? misuse = _misuse;
        Free();
        return misuse is null ? error : throw misuse;
    }

    void IValueTaskSource.GetResult(short token)
    {
        HttpError error = _source.GetResult(token);
        CancellationToken canceledBy = _token;
        Exception? cause = _cause;
        HttpFailure? failure = Failure
            ?? (_failed?.IsStillAt(_failedUse) == true ? _failed.FailureOf(error) : null);
        TransportError brokenBy = _brokenBy;
        InvalidOperationException? misuse = _misuse;
        Free();
        if (misuse is not null)
        {
            throw misuse;
        }

        if (error == HttpError.Canceled)
        {
            throw new OperationCanceledException(canceledBy);
        }

        if (error != HttpError.None)
        {
            throw cause is null
                ? (failure ?? HttpFailure.OfExchange(error, brokenBy, default)).ToException()
                : new HttpException(error, "The producer of the request body failed.", cause);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<HttpError>.GetStatus(short token) => _source.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<HttpError>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Takes the messages on loan; if that is misuse, nothing has changed when it throws.</summary>
    protected void Prepare(
        FastHttpRequest? request, PreparedRequest? prepared, FastHttpResponse? response, ResponseOptions options)
    {
        const ResponseOptions Streaming = ResponseOptions.StreamBody | ResponseOptions.DiscardBody;
        if (prepared is { Traits.Length: > 1 } && (options & Streaming) == ResponseOptions.StreamBody)
        {
            ThrowHelper.CannotStream();
        }

        request?.Lend();
        try
        {
            response?.Lend(options);
        }
        catch
        {
            request?.EndLoan();
            throw;
        }

        _traits[0] = request?.Traits ?? RequestTraits.None;
        Request = request;
        Response = response;
        _prepared = prepared;
    }

    /// <summary>From here on the caller's token counts. The last step before the exchange starts.</summary>
    protected void Register(CancellationToken cancellationToken)
    {
        _token = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(static self => ((ExchangeSource)self!).Cancel(), this);
        }
    }

    /// <summary>
    /// Starts an exchange on one connection, from any thread. Misuse throws, and what <see cref="Release"/> frees is
    /// free again.
    /// </summary>
    /// <returns>What the caller's value task is made with.</returns>
    protected short Start(
        HttpConnection connection,
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        ResponseOptions options,
        long due,
        CancellationToken cancellationToken)
    {
        short version = Version;
        try
        {
            Prepare(request, prepared, response, options);
        }
        catch
        {
            Release();
            throw;
        }

        Due = due;
        Register(cancellationToken);
        if (connection.Loop.IsOnLoop)
        {
            Run();
        }
        else
        {
            connection.Loop.Post(this);
        }

        return version;
    }

    /// <summary>
    /// Sends the request, on the connection's loop. All may be over, and the object used anew, when this returns.
    /// </summary>
    protected void Submit(HttpConnection connection)
    {
        if (_cancelRequested)
        {
            OnNotSent(HttpError.Canceled);
            return;
        }

        Volatile.Write(ref _connection, connection);
        Response?.SentTo(connection.RemoteEndPoint);
        StatusCode = 0;
        Failure = null;
        _answered = false;
        _headCame = false;
        _submitted = true;
        HttpError error = _prepared is { } prepared
            ? connection.Submit(prepared.Bytes.Span, prepared.TraitsMemory, Response, this, Due)
            : connection.Submit(Request!, _traits, Response, this, Due);
        if (error != HttpError.None)
        {
            _submitted = false;
            OnNotSent(error);
        }
    }

    /// <summary>Asks a connection's loop to break the exchange off, if it is still there.</summary>
    protected void PostCancel(HttpConnection connection)
    {
        if (connection.Loop.IsOnLoop)
        {
            EndCanceled(_source.Version, connection);
        }
        else
        {
            connection.Loop.Post(new CancelTask(this, _source.Version, connection));
        }
    }

    /// <summary>
    /// What to tell of an exchange that ended: a cancellation breaks the connection, but is the reason of who asked for
    /// it alone; and who asked for it is told so, however the exchange failed before.
    /// </summary>
    protected HttpError OwnReason(HttpError error) => error switch
    {
        HttpError.None => HttpError.None,
        _ when _cancelRequested => HttpError.Canceled,
        HttpError.Canceled => HttpError.ConnectionClosed,
        _ => error,
    };

    /// <summary>The end: the messages are the caller's again, and the caller learns it.</summary>
    /// <param name="error">How it ended.</param>
    /// <param name="keepsResponse">The loan of the response goes on: its body is still to come.</param>
    protected void Complete(HttpError error, bool keepsResponse = false)
    {
        // Waits for a cancellation that runs right now on another thread: after this line there is none.
        _cancellation.Dispose();
        _cancellation = default;
        FastHttpRequest? request = Request;
        FastHttpResponse? response = Response;
        if (error != HttpError.None)
        {
            _cause = error == HttpError.RequestBodyFailed ? request?.ProducerException : null;
            _failed = response;
            _failedUse = response?.Generation ?? 0;
        }

        Request = null;
        Response = null;
        _prepared = null;
        _connection = null;
        _cancelRequested = false;
        request?.EndLoan();
        if (keepsResponse)
        {
            response?.Note(error, Failure, _brokenBy);
        }
        else
        {
            response?.EndLoan(error, Failure, _brokenBy);
        }

        // The caller may start the next exchange with this object as soon as the result is there.
        BlockingWait? waiter = Waiter;
        _source.SetResult(error);
        waiter?.End();
    }

    /// <summary>The end before the beginning: the caller has asked for what is misuse, and is told so.</summary>
    protected void Complete(InvalidOperationException misuse)
    {
        _misuse = misuse;
        Complete(HttpError.None);
    }

    /// <summary>Whether a response with this status is not the caller's, since the request is sent again.</summary>
    protected virtual bool IsAskedAnew => false;

    /// <summary>Nothing was sent: the connection is not open, or the caller no longer wants it.</summary>
    protected abstract void OnNotSent(HttpError error);

    /// <summary>The response is there, or the failure. On the loop.</summary>
    protected abstract void OnEnded(HttpConnection connection, HttpError error);

    /// <summary>The body is on its own now, and with it what the exchange held of the connection. On the loop.
    /// </summary>
    protected abstract void OnHandedOver(StreamedExchange exchange);

    /// <summary>The token was cancelled, on any thread: see to it that the exchange ends.</summary>
    protected abstract void OnCancelRequested();

    /// <summary>The caller has taken the result; the object may serve another.</summary>
    protected abstract void Release();

    private void Cancel()
    {
        _cancelRequested = true;

        // Before looking where the exchange is: who moves it on looks for the request only after having moved it.
        Interlocked.MemoryBarrier();
        OnCancelRequested();
    }

    // On the loop; may be late, and then another exchange's.
    private void EndCanceled(short version, HttpConnection connection)
    {
        if (_source.Version == version && _submitted && ReferenceEquals(Volatile.Read(ref _connection), connection))
        {
            connection.Break(HttpError.Canceled, this);
        }
    }

    private void Answer(HttpError error)
    {
        _answer = error;
        _answered = true;
        if (!_writing)
        {
            EndAttempt();
        }
    }

    private void EndAttempt()
    {
        HttpConnection connection = _connection!;
        _connection = null;
        _submitted = false;
        OnEnded(connection, _answer);
    }

    private void HandOver()
    {
        HttpConnection connection = _connection!;
        StatusCode = Response!.StatusCode;
        if (IsAskedAnew)
        {
            // The caller will not read its body, and the request's was not sent: the connection is of no more use.
            connection.Break(HttpError.ConnectionClosed);
            return;
        }

        _connection = null;
        _submitted = false;
        OnHandedOver(connection.HandOver(Response));
        Complete(HttpError.None, keepsResponse: true);
    }

    private void Free()
    {
        _token = default;
        _cause = null;
        _misuse = null;
        _failed = null;
        Failure = null;
        _source.Reset();
        Waiter = null;
        Release();
    }

    private sealed class CancelTask(ExchangeSource source, short version, HttpConnection connection) : ILoopTask
    {
        public void Run() => source.EndCanceled(version, connection);
    }
}
