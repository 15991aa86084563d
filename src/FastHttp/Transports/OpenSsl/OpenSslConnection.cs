using System.Diagnostics;

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
    private readonly RecordPort _port;
    private TransportConnection _inner;
    private OpenSslClient _client;
    private string _serverName;
    private SessionSlot? _sessions;
    private nint _ssl;

    // Null once it has been told.
    private ISecureHandler? _handler;

    private OpenSslConnection(
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

    /// <summary>Makes one of a connection that is open, to be started by <see cref="Start"/>.</summary>
    public static OpenSslConnection Over(
        TransportConnection inner,
        OpenSslClient client,
        string serverName,
        SessionSlot? sessions,
        ISecureHandler handler)
    {
        if (!RecordPort.Of(inner.Loop).Retired.TryPop(out OpenSslConnection? retired))
        {
            return new OpenSslConnection(inner, client, serverName, sessions, handler);
        }

        retired.BeginAgain(inner, client, serverName, sessions, handler);
        return retired;
    }

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

    private protected override void OnRetired()
    {
        _inner.Retire();
        _port.Retired.Push(this);
    }

    protected override void Release(bool reset)
    {
        // Once shaken hands, and only where it can arrive. Not a word to a server that is not trusted.
        if (!reset && _handler is null && !_isBroken && !IsSendEnded && !_inner.IsClosed)
        {
            _inner.PauseReceive();
            SendCloseNotify();
        }

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

    // A call of itself that is posted still comes; it finds nothing to do.
    private void BeginAgain(
        TransportConnection inner,
        OpenSslClient client,
        string serverName,
        SessionSlot? sessions,
        ISecureHandler handler)
    {
        Debug.Assert(_ssl == 0 && !_taking && !_isCorked, "The last life left nothing.");
        Restart(connecting: null);
        _inner = inner;
        _client = client;
        _serverName = serverName;
        _sessions = sessions;
        _handler = handler;
        _isSessionKept = false;
        _end = null;
        _waits = false;
        _isInnerPaused = false;
        _isReadEnded = false;
        _isBroken = false;
        _isWatching = false;
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
