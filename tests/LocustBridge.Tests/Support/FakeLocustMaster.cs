using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace LocustBridge.Tests.Support;

// A programmable master made of our own codec: says what the test wants, and shows what the worker says. Frames of the
// worker are checked by the rules of case 50.
internal sealed class FakeLocustMaster : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<FakePeer> _peers = Channel.CreateUnbounded<FakePeer>();
    private readonly List<FakePeer> _all = [];
    private readonly TcpListener _listener;
    private readonly Task _accepting;

    public FakeLocustMaster(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    // What each connection is greeted with; null for ZMTP 3.1.
    public byte[]? Greeting { get; set; }

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
        TimeSpan? resumeTimeout = null) => new()
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
        };

    // The next connection that comes in; with its handshake done unless the greeting is a strange one.
    public async Task<FakePeer> AcceptedAsync() =>
        await _peers.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Patience);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (FakePeer peer in _all)
        {
            peer.Close();
            peer.AssertClean();
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var peer = new FakePeer(await _listener.AcceptSocketAsync(_stop.Token), this);
            _all.Add(peer);
            if (KnowsWorkers)
            {
                peer.AssumeKnown();
            }

            if (await peer.OpenAsync(Greeting))
            {
                _peers.Writer.TryWrite(peer);
            }
        }
    }
}
