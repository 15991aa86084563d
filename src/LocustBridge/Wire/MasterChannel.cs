using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using AsyncIO;
using NetMQ;
using NetMQ.Monitoring;
using NetMQ.Sockets;

namespace LocustBridge.Wire;

// One connection to a master: a DEALER of NetMQ for one attempt, its monitor, and a queue for what is sent. The link's
// thread makes it, runs it and disposes of it, as NetMQ's sockets belong to one thread; TrySend, EndSending and Abort
// may come from any.
// Invariant: _queued is the number of messages in _outgoing and _head together.
internal sealed class MasterChannel : IDisposable
{
    // More than a burst of a worker's; beyond that the master does not read.
    private const int QueueMax = 1024;

    private static readonly TimeSpan s_flushStep = TimeSpan.FromMilliseconds(5);

    // The monitor may tell the end before the last messages have come over from NetMQ's thread.
    private static readonly TimeSpan s_lastMessages = TimeSpan.FromMilliseconds(50);

    private static int s_number;

    private readonly Lock _sendGate = new();
    private readonly NetMQSelector _selector = new();
    private readonly DealerSocket _dealer;
    private readonly PairSocket _events;
    private readonly NetMQQueue<byte[]?> _outgoing;
    private readonly NetMQSelector.Item[] _idle;
    private readonly NetMQSelector.Item[] _sending;
    private readonly NetMQMonitor _monitor;
    private readonly PoolReserve _reserve;
    private readonly WireLimits _limits;
    private readonly int _generation;
    private int _queued;
    private byte[]? _head;
    private long _headSince;
    private long _downSince;
    private AsyncSocket? _tcp;
    private bool _isClosedToSenders;
    private bool _isDealerDisposed;
    private volatile bool _isEnding;
    private volatile bool _isAborted;
    private volatile bool _isDown;

    private MasterChannel(int generation, PoolReserve reserve, WireLimits limits)
    {
        _generation = generation;
        _reserve = reserve;
        _limits = limits;
        try
        {
            _dealer = new DealerSocket();
            _events = new PairSocket();
            _outgoing = new NetMQQueue<byte[]?>();
        }
        catch (Exception)
        {
            // Without a free descriptor. A socket of NetMQ that is not disposed of lives for ever.
            _dealer?.Dispose();
            _events?.Dispose();
            throw;
        }

        _monitor = new NetMQMonitor(_events, "inproc://locust-link-" + Interlocked.Increment(ref s_number));
        _monitor.Connected += OnConnected;
        _monitor.Disconnected += OnDown;
        _monitor.Closed += OnDown;
        _monitor.ConnectRetried += OnDown;
        var events = new NetMQSelector.Item(_events, PollEvents.PollIn);
        var outgoing = new NetMQSelector.Item(((ISocketPollable)_outgoing).Socket, PollEvents.PollIn);
        _idle = [new(_dealer, PollEvents.PollIn), events, outgoing];
        _sending = [new(_dealer, PollEvents.PollIn | PollEvents.PollOut), events];
    }

    public static LinkFailure TryOpen(
        IPEndPoint endPoint,
        string identity,
        bool knowsPing,
        WireLimits limits,
        PoolReserve reserve,
        CancellationToken cancellationToken,
        out MasterChannel? channel)
    {
        channel = null;
        if (!WireContext.TryEnter(out int generation))
        {
            return WireContext.IsLost ? LinkFailure.WireBroken : LinkFailure.Reset;
        }

        MasterChannel? opened = null;
        try
        {
            opened = new MasterChannel(generation, reserve, limits);
            opened.Begin(endPoint, identity, knowsPing);
            LinkFailure failure = opened.WaitForConnection(cancellationToken);
            channel = failure == LinkFailure.None ? opened : null;
            return failure;
        }
        catch (Exception e) when (IsOfNetMq(e))
        {
            return e is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets }
                ? LinkFailure.NoDescriptors
                : LinkFailure.Reset;
        }
        finally
        {
            if (channel is null)
            {
                if (opened is null)
                {
                    WireContext.Leave();
                }

                opened?.Dispose();
            }
        }
    }

    // Whether it was taken: it leaves as soon as the master takes it. False once the channel has ended, and where the
    // master has not taken the last thousand.
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        lock (_sendGate)
        {
            if (_isClosedToSenders || _queued >= QueueMax)
            {
                return false;
            }

            Interlocked.Increment(ref _queued);
            return TryEnqueue(message.ToArray());
        }
    }

    // Nothing more is sent; what was sent still leaves. Receive comes back when it has.
    public void EndSending()
    {
        lock (_sendGate)
        {
            if (!_isClosedToSenders)
            {
                _isClosedToSenders = true;
                _isEnding = true;
                TryEnqueue(null);
            }
        }
    }

    // Receive comes back at once.
    public void Abort()
    {
        lock (_sendGate)
        {
            _isAborted = true;
            if (!_isClosedToSenders)
            {
                _isClosedToSenders = true;
                TryEnqueue(null);
            }
        }
    }

    // Waits for a message, and sends meanwhile. None with a message; else why the channel has ended.
    public LinkFailure Receive(out byte[] message)
    {
        message = [];
        try
        {
            while (true)
            {
                if (Step() is LinkFailure failure && failure != LinkFailure.None)
                {
                    return failure;
                }

                if (_dealer.TryReceiveFrameBytes(TimeSpan.Zero, out byte[]? frame, out bool more))
                {
                    // A master sends one part. Of several, the last is the payload, as after a delimiter.
                    while (more && _dealer.TryReceiveFrameBytes(TimeSpan.Zero, out byte[]? next, out more))
                    {
                        frame = next;
                    }

                    message = frame;
                    return LinkFailure.None;
                }

                if (_isDown && Stopwatch.GetElapsedTime(_downSince) > s_lastMessages)
                {
                    return LinkFailure.Reset;
                }
            }
        }
        catch (Exception e) when (IsOfNetMq(e))
        {
            // The context has been ended below us.
            return LinkFailure.Reset;
        }
    }

    public void Dispose()
    {
        lock (_sendGate)
        {
            _isClosedToSenders = true;
            _outgoing.Dispose();
        }

        DisposeOfDealer(TimeSpan.Zero);
        if (WireContext.IsBroken(_generation))
        {
            CloseConnection();
        }

        _monitor.Dispose();
        _events.Dispose();
        WireContext.Leave();
    }

    private static bool IsOfNetMq(Exception e) => e is NetMQException or SocketException or ObjectDisposedException;

    // Under _sendGate. Null only wakes.
    private bool TryEnqueue(byte[]? message)
    {
        try
        {
            _outgoing.Enqueue(message);
            return true;
        }
        catch (Exception e) when (IsOfNetMq(e))
        {
            return false;
        }
    }

    private void Begin(IPEndPoint endPoint, string identity, bool knowsPing)
    {
        _dealer.Options.Identity = Encoding.UTF8.GetBytes(identity);
        _dealer.Options.Linger = TimeSpan.Zero;
        _dealer.Options.MaxMsgSize = _limits.MessageBytesMax;
        _dealer.Options.SendHighWatermark = 64;
        _dealer.Options.TcpKeepalive = true;
        _dealer.Options.TcpKeepaliveIdle = TimeSpan.FromSeconds(30);
        _dealer.Options.TcpKeepaliveInterval = TimeSpan.FromSeconds(5);

        // One attempt each: MasterLink does all retrying. Not -1, which NetMQ's thread answers with an exception where
        // there is no free descriptor.
        _dealer.Options.ReconnectInterval = TimeSpan.FromDays(10);
        if (knowsPing)
        {
            _dealer.Options.HeartbeatInterval = _limits.HeartbeatInterval;
            _dealer.Options.HeartbeatTimeout = _limits.HeartbeatTimeout;
        }

        // In this order, or the first events are missed.
        _dealer.Monitor(
            _monitor.Endpoint,
            SocketEvents.Connected | SocketEvents.Disconnected | SocketEvents.Closed | SocketEvents.ConnectRetried);
        _events.Connect(_monitor.Endpoint);
        _dealer.Connect("tcp://" + endPoint);
    }

    private LinkFailure WaitForConnection(CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (_tcp is null)
        {
            if (_isDown || WireContext.IsBroken(_generation))
            {
                return LinkFailure.Reset;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                return LinkFailure.Closed;
            }

            if (Stopwatch.GetElapsedTime(began) > _limits.ConnectTimeout)
            {
                return LinkFailure.TimedOut;
            }

            _reserve.Check();
            _events.Poll(PoolReserve.Interval);
        }

        return LinkFailure.None;
    }

    // One turn of the loop, up to the pool's interval: events, what is to be sent, and what ends the channel.
    private LinkFailure Step()
    {
        if (_isAborted)
        {
            return LinkFailure.Closed;
        }

        if (WireContext.IsBroken(_generation))
        {
            return LinkFailure.Reset;
        }

        _reserve.Check();

        // While one message waits for room, no other is taken.
        NetMQSelector.Item[] items = _head is null ? _idle : _sending;
        TimeSpan wait = _isDown ? s_flushStep : PoolReserve.Interval;
        _selector.Select(items, items.Length, (long)wait.TotalMilliseconds);
        while (items[1].ResultEvent != PollEvents.None && _events.Poll(TimeSpan.Zero))
        {
            // Each calls the handlers of one event.
        }

        if (_isDown)
        {
            return LinkFailure.None;
        }

        SendQueued();
        if (_head is not null && Stopwatch.GetElapsedTime(_headSince) > _limits.SendTimeout)
        {
            return LinkFailure.Stuck;
        }

        return _isEnding && _queued == 0 ? Flush() : LinkFailure.None;
    }

    private void SendQueued()
    {
        while (true)
        {
            if (_head is null)
            {
                if (!_outgoing.TryDequeue(out _head, TimeSpan.Zero))
                {
                    return;
                }

                _headSince = Stopwatch.GetTimestamp();
                if (_head is null)
                {
                    // Only woken.
                    continue;
                }
            }

            // A ROUTER's application gets exactly one part: no delimiter, no MORE.
            if (!_dealer.TrySendFrame(TimeSpan.Zero, _head))
            {
                return;
            }

            _head = null;
            Interlocked.Decrement(ref _queued);
        }
    }

    // NetMQ sends what it has after its socket was disposed of, and closes the connection then; nothing but that tells.
    private LinkFailure Flush()
    {
        using HeldConnection? held = HeldConnection.TryTake(_tcp);
        DisposeOfDealer(_limits.SendTimeout);
        while (!_isAborted && !WireContext.IsBroken(_generation) && IsOpen())
        {
            Thread.Sleep(s_flushStep);
        }

        held?.End(_limits.FarewellTimeout, () => _isAborted);
        return LinkFailure.Closed;
    }

    private bool IsOpen()
    {
        try
        {
            return _tcp?.LocalEndPoint is not null;
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            return false;
        }
    }

    // The thread that would close it is dead, and a master that still sees it would not read the next one of this
    // identity.
    private void CloseConnection()
    {
        try
        {
            while (_tcp is null && _events.Poll(TimeSpan.Zero))
            {
                // Connected, unless it never came to that.
            }

            _tcp?.Dispose();
        }
        catch (Exception e) when (IsOfNetMq(e))
        {
            // Closed after all.
        }
    }

    private void DisposeOfDealer(TimeSpan linger)
    {
        if (!_isDealerDisposed)
        {
            _isDealerDisposed = true;
            _dealer.Options.Linger = linger;
            _dealer.Dispose();
        }
    }

    private void OnConnected(object? sender, NetMQMonitorSocketEventArgs e)
    {
        // It knows the socket by a weak reference: gone, it is over already.
        _tcp = e.Socket;
        _isDown |= _tcp is null;
    }

    private void OnDown(object? sender, NetMQMonitorEventArgs e)
    {
        if (!_isDown)
        {
            _downSince = Stopwatch.GetTimestamp();
            _isDown = true;
        }
    }
}
