using System;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using FastHttp.Connecting;
using FastHttp.Transports;
using FastHttp.Transports.Selection;

namespace FastHttp.Connections;

/// <summary>
/// One attempt to open a connection: connect, then the tunnel through a proxy and TLS where asked for, within one
/// deadline. Lives on the loop until the handler has been told.
/// </summary>
internal sealed class ConnectionOpener : LoopTimer, IConnectHandler, ITunnelHandler, ISecureHandler
{
    private readonly TransportLoop _loop;
    private HttpEndPoint _endPoint;
    private FastHttpOptions _options;
    private IConnectionHandler _handler;
    private HttpConnection? _used;
    private TransportConnection? _transport;
    private EndPoint? _address;
    private long _startedAt;
    private long _connectedAt;
    private AddressRace? _race;
    private HttpProxy? _forwarder;
    private bool _inTls;
    private bool _ended;

    // Start has not returned: what is to be used again may be on the stack below.
    private bool _isStarting;

    // Tells one attempt of the object from the next.
    private int _attempt;

    public ConnectionOpener(
        TransportLoop loop, HttpEndPoint endPoint, FastHttpOptions options, IConnectionHandler handler)
    {
        _loop = loop;
        _endPoint = endPoint;
        _options = options;
        _handler = handler;
    }

    /// <summary>As the constructor; with a connection that is used again, and with it what opened it.</summary>
    public static ConnectionOpener Of(
        TransportLoop loop, HttpEndPoint endPoint, FastHttpOptions options, IConnectionHandler handler,
        HttpConnection? used)
    {
        if (used?.CanBeginAgain(loop, options) != true)
        {
            return new ConnectionOpener(loop, endPoint, options, handler);
        }

        ConnectionOpener? opener = used.Opener;
        used.Opener = null;
        if (opener is null)
        {
            opener = new ConnectionOpener(loop, endPoint, options, handler);
        }
        else
        {
            opener.Reset(endPoint, options, handler);
        }

        opener._used = used;
        return opener;
    }

    /// <summary>Connects. On the loop.</summary>
    /// <param name="addresses">Where to, in the order of preference; at least one.</param>
    /// <param name="due">When the attempt has to be over; <see cref="long.MaxValue"/> for no limit.</param>
    public void Start(EndPoint[] addresses, long due)
    {
        if (addresses.Length == 1)
        {
            Start(addresses[0], due);
            return;
        }

        _startedAt = _loop.Now;
        Arm(due);
        _race = new AddressRace(_loop, addresses, _options.LocalEndPoint, this);
        _race.Start();
    }

    /// <summary>As the other form, for one address.</summary>
    public void Start(EndPoint address, long due)
    {
        _startedAt = _loop.Now;
        Arm(due);
        _address = address;
        IPEndPoint? local = address is IPEndPoint ? _options.LocalEndPoint : null;
        _isStarting = true;
        int attempt = ++_attempt;
        TransportConnection? transport = _loop.Connect(address, local, this);
        _isStarting = false;
        if (attempt == _attempt)
        {
            _transport ??= transport;
        }
    }

    /// <summary>Makes the connection over a pipe that the caller has connected. On the loop.</summary>
    public void Start(IDuplexPipe pipe, long due)
    {
        _startedAt = _loop.Now;
        Arm(due);
        OnConnected(new PipeConnection(_loop, pipe, new PipeOwner(pipe)));
    }

    /// <summary>Gives up, as if the connection had been disposed. On the loop.</summary>
    public void Cancel()
    {
        if (!_ended)
        {
            GiveUp(HttpError.Disposed);
        }
    }

    public void OnConnected(TransportConnection connection)
    {
        _address = _race?.Winner ?? _address;
        _race = null;
        _transport = connection;
        HttpProxy? proxy = _options.ConnectCallback is null ? _options.ProxyOf(_endPoint) : _options.Proxy;
        if (proxy?.Forwards(_endPoint) == true)
        {
            _forwarder = proxy;
            OnTunnelOpened(connection);
        }
        else if (proxy is not null && _endPoint.UnixPath is null)
        {
            TunnelHandshake.Start(proxy, _endPoint, connection, this);
        }
        else
        {
            OnTunnelOpened(connection);
        }
    }

    /// <inheritdoc/>
    public void OnTunnelOpened(TransportConnection connection)
    {
        _connectedAt = _loop.Now;
        if (_endPoint.IsTls)
        {
            StartTls(connection);
        }
        else
        {
            Succeed(connection, isResumed: null);
        }
    }

    /// <inheritdoc/>
    public void OnTunnelRefused(int status, string text)
    {
        _transport?.Close();
        Fail(HttpFailure.OfProxy(status, $"The proxy {_options.ProxyOf(_endPoint)} refused {_endPoint}: {text}."));
    }

    public void OnConnectFailed(TransportError error, int systemError)
    {
        HttpError reason = error switch
        {
            TransportError.Refused => HttpError.ConnectRefused,
            TransportError.TimedOut => HttpError.ConnectTimeout,
            TransportError.Aborted => HttpError.Disposed,
            _ => HttpError.ConnectFailed,
        };
        Fail(HttpFailure.OfConnect(reason, error, systemError, Target()));
    }

    protected internal override void OnElapsed()
    {
        bool connected = _transport is { IsClosed: false } && _inTls;
        GiveUp(connected ? HttpError.TlsTimeout : HttpError.ConnectTimeout);
    }

    // The reason first: a handshake that is under way ends with the transport, and would bring its own.
    private void GiveUp(HttpError error)
    {
        TransportConnection? transport = _transport;
        Fail(HttpFailure.Of(error));
        _race?.Cancel();
        transport?.Close();
    }

    private void StartTls(TransportConnection transport)
    {
        _inTls = true;
        TlsClient client;
        try
        {
            client = TlsClients.Of(_options.SslOptions);
        }
        catch (Exception failure)
        {
            // What was asked for cannot be done: files, or what the environment names.
            OnSecured(new SecureOutcome(null, failure, failure.Message));
            return;
        }

        client.Secure(transport, _options.SslOptions?.TargetHost ?? _endPoint.ServerName, _endPoint, this);
    }

    /// <inheritdoc/>
    public void OnSecured(in SecureOutcome outcome)
    {
        _inTls = false;
        TransportConnection? secured = outcome.Connection;
        if (secured is null || _ended)
        {
            secured?.Close();
            _transport?.Close();
            if (!_ended)
            {
                string text = $"The TLS handshake with {_endPoint} failed: {outcome.Message}";
                Fail(HttpFailure.Of(HttpError.TlsFailed, text, outcome.Cause));
            }

            return;
        }

        Succeed(secured, outcome.IsResumed);
    }

    private void Succeed(TransportConnection transport, bool? isResumed)
    {
        if (End())
        {
            HttpConnection connection = TakeConnection(transport);
            connection.Opener = this;
            connection.RemoteEndPoint = _address;
            connection.Forwarder = _forwarder;
            connection.OpeningTimes = new ConnectionTimes(
                Stopwatch.GetElapsedTime(_startedAt, _connectedAt),
                _endPoint.IsTls ? Stopwatch.GetElapsedTime(_connectedAt) : null);
            connection.IsTlsResumed = isResumed;
            connection.Start();
            _handler.OnOpened(connection);
        }
    }

    private HttpConnection TakeConnection(TransportConnection transport)
    {
        HttpConnection? used = _isStarting ? null : _used;
        _used = null;
        _transport = null;
        if (used?.CanBeginAgain(_loop, _options) != true)
        {
            return new HttpConnection(transport, _options, _handler);
        }

        used.BeginAgain(transport, _handler);
        return used;
    }

    private void Reset(HttpEndPoint endPoint, FastHttpOptions options, IConnectionHandler handler)
    {
        _endPoint = endPoint;
        _options = options;
        _handler = handler;
        _transport = null;
        _address = null;
        _race = null;
        _forwarder = null;
        _inTls = false;
        _ended = false;
    }

    // Who was to be connected to, by the name that was asked for, and the address that did not answer.
    private string Target()
    {
        string name = _options.ProxyOf(_endPoint) is { } proxy ? $"the proxy {proxy}" : _endPoint.ToString();
        string? address = _race is null ? _address?.ToString() : null;
        return address is null || name.EndsWith(address, StringComparison.Ordinal) ? name
            : address.StartsWith(name, StringComparison.Ordinal) ? address : $"{name} ({address})";
    }

    private void Arm(long due)
    {
        if (due != long.MaxValue)
        {
            _loop.Schedule(this, due);
        }
    }

    private void Fail(HttpFailure failure)
    {
        if (End())
        {
            _handler.OnOpenFailed(failure);
        }
    }

    private bool End()
    {
        if (_ended)
        {
            return false;
        }

        _ended = true;
        _loop.Cancel(this);
        return true;
    }
}
