using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using LocustBridge.Wire;

namespace LocustBridge.Tests.Support;

// A programmable master: says what the test wants, and shows what the worker says. Frames of the
// worker are checked by the rules of case 50.
internal sealed class FakeLocustMaster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<FakePeer> _peers = Channel.CreateUnbounded<FakePeer>();
    private readonly List<FakePeer> _all = [];
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private int _damagedCount;

    public FakeLocustMaster(int port = 0, IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    // What each connection is greeted with; null for ZMTP 3.1.
    public byte[]? Greeting { get; set; }

    // What each connection gets for the master's READY, and nothing after it; null for a ROUTER's.
    public byte[]? Ready { get; set; }

    // Connections that came by while Ready was set, and are over: a worker's look at the greeting, or all of it.
    public int DamagedCount => Volatile.Read(ref _damagedCount);

    // Whether connections are accepted and left alone, as those of a process that is suspended.
    public bool IsMute { get; set; }

    public bool Acknowledges { get; set; } = true;

    // Whether those who connect from now on are known from an earlier connection.
    public bool KnowsWorkers { get; set; }

    // As masters since 2.19 do.
    public bool AnswersHeartbeats { get; set; }

    // What limits a master's silence is long, so that a machine with other work to do is not taken for a dead master;
    // a test that is about such a limit sets its own.
    public LocustWorkerOptions Options(
        Action<string>? log = null,
        TimeSpan? ackTimeout = null,
        TimeSpan? masterTimeout = null,
        TimeSpan? resumeTimeout = null,
        TimeSpan? silence = null,
        TimeSpan? connect = null,
        TimeSpan? pauseMax = null) => new()
        {
            MasterPort = Port,
            ClientId = "h_1",
            Log = log,
            HeartbeatInterval = TimeSpan.FromMilliseconds(50),
            ReportInterval = TimeSpan.FromMilliseconds(100),
            LogInterval = TimeSpan.FromMilliseconds(100),
            AckTimeout = ackTimeout ?? Eventually.Patience,
            ResumeTimeout = resumeTimeout ?? Eventually.Patience,
            MasterTimeout = masterTimeout ?? Eventually.Patience,
            ReconnectDelay = TimeSpan.FromMilliseconds(20),
            ReconnectDelayMax = TimeSpan.FromMilliseconds(100),
            QuitTimeout = TimeSpan.FromMilliseconds(200),
            PauseMax = pauseMax ?? Eventually.Patience,
            WireLimits = new WireLimits
            {
                // PINGs only where a test is about a silent master: NetMQ forgets a PONG that it owes when its own
                // PING is due.
                HeartbeatInterval = silence is null ? Eventually.Patience : TimeSpan.FromMilliseconds(100),
                HeartbeatTimeout = silence ?? Eventually.Patience,
                ConnectTimeout = connect ?? Eventually.Patience,
                LeaveTimeout = Eventually.Patience,
            },
        };

    // The next connection that comes in; with its handshake done unless the greeting is a strange one.
    public async Task<FakePeer> AcceptedAsync() =>
        await _peers.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FakePeer[] all;
        lock (_all)
        {
            all = [.. _all];
        }

        foreach (FakePeer peer in all)
        {
            peer.Close();
            peer.AssertClean();
        }
    }

    // Connections that only look whether a master is there hang up after the greeting, and are none to the test.
    private async Task AcceptAsync()
    {
        while (true)
        {
            var peer = new FakePeer(await _listener.AcceptSocketAsync(_stop.Token), this);
            if (KnowsWorkers)
            {
                peer.AssumeKnown();
            }

            lock (_all)
            {
                _all.Add(peer);
            }

            if (!IsMute)
            {
                _ = ServeAsync(peer);
            }
        }
    }

    private async Task ServeAsync(FakePeer peer)
    {
        byte[]? ready = Ready;
        if (await peer.OpenAsync(Greeting, ready))
        {
            _peers.Writer.TryWrite(peer);
        }

        if (ready is not null)
        {
            Interlocked.Increment(ref _damagedCount);
        }
    }
}
