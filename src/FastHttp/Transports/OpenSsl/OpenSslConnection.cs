namespace FastHttp.Transports.OpenSsl;

/// <summary>
/// TLS over another connection of the same loop. Records of the peer are decrypted from where they were received into
/// the loop's memory, and go from there to the receiver; only what the receiver leaves is copied. What is sent is
/// encrypted into the loop's memory, and goes from there to the connection below. So a connection that is idle holds no
/// buffer here, and where there are many, none in OpenSSL.
/// Loop thread only; <see cref="TransportConnection.Abort"/> is open to all.
/// Invariant: <c>_ssl</c> is freed when the connection closes, and never while OpenSSL runs: OpenSSL calls no code that
/// could close it.
/// </summary>
internal sealed unsafe partial class OpenSslConnection : LoopConnection, IPullReceiver, ILoopTask
{
    private readonly TransportConnection _inner;
    private readonly OpenSslClient _client;
    private readonly RecordPort _port;
    private readonly string _serverName;
    private readonly SessionSlot? _sessions;
    private nint _ssl;

    // Null once it has been told.
    private ISecureHandler? _handler;

    /// <summary>To be started by <see cref="Start"/>.</summary>
    public OpenSslConnection(
        TransportConnection inner,
        OpenSslClient client,
        string serverName,
        SessionSlot? sessions,
        ISecureHandler handler)
        : base(connecting: null)
    {
        _inner = inner;
        _client = client;
        _port = RecordPort.Of(inner.Loop);
        _serverName = serverName;
        _sessions = sessions;
        _handler = handler;
    }

    public override TransportLoop Loop => _inner.Loop;

    public override bool HasUnsent => !IsClosed && _inner.HasUnsent;

    // Whatever is wrong with the connection below; while it is paused, or has more to say, that is told later.
    public void OnClosed(TransportError error)
    {
        if (IsClosed)
        {
            return;
        }

        if (_handler is not null)
        {
            Refuse(error);
        }
        else if (error == TransportError.Aborted)
        {
            Fail(error, 0);
        }
        else
        {
            // RFC 9112 §9.8: the end of the transport without close_notify is no end of the data.
            End(error == TransportError.None ? TransportError.Truncated : error);
        }
    }

    protected override void Release(bool reset)
    {
        Uncork();
        FreeState();
        _held.Release();
        if (!_taking)
        {
            // Else the receiver still looks at these bytes; they are released when it is back.
            _carry.Release();
        }

        if (reset)
        {
            _inner.Abort();
        }
        else
        {
            _inner.Close();
        }
    }

    private void FreeState()
    {
        if (_ssl == 0)
        {
            return;
        }

        if (_handler is null && !_isBroken)
        {
            KeepSession();

            // Or OpenSSL would take the connection for a broken one, whose session must not be resumed.
            LibSsl.SetShutdown(_ssl, LibSsl.ShutdownBoth);
        }

        _client.FreeConnection(_ssl);
        _ssl = 0;
    }

    private void KeepSession()
    {
        if (_sessions is not null && !_isSessionKept)
        {
            _isSessionKept = _sessions.Keep(_ssl);
        }
    }
}
