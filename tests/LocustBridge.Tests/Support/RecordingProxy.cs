using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tests.Zmtp;

namespace LocustBridge.Tests.Support;

// A TCP proxy between one worker and a master that checks every frame the worker sends (case 50), and can make the
// network bad on the way.
internal sealed class RecordingProxy : IAsyncDisposable
{
    // 37/ZMTP, "Greeting".
    private const int GreetingLength = 64;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly List<MasterMessage> _messages = [];
    private readonly FrameRules _rules = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile ProxyMode _mode;
    private int _attempts;
    private int _connections;
    private int _largest;

    public RecordingProxy(int targetPort, ProxyMode mode = ProxyMode.Forward)
    {
        _target = targetPort;
        _mode = mode;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    // Past their READY: not those that only look whether a master is there.
    public int Connections => Volatile.Read(ref _connections);

    // Of any kind.
    public int Attempts => Volatile.Read(ref _attempts);

    // In bytes, of those that the worker has sent.
    public int LargestFrame
    {
        get
        {
            lock (_rules)
            {
                return _largest;
            }
        }
    }

    public ProxyMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    // What the worker has sent so far.
    public IReadOnlyList<MasterMessage> Messages
    {
        get
        {
            lock (_rules)
            {
                return [.. _messages];
            }
        }
    }

    public int Count(string type) => Messages.Count(message => message.Type == type);

    public void AssertClean()
    {
        lock (_rules)
        {
            Assert.Empty(_rules.Violations);
        }
    }

    // Ends the connections there are; new ones go through.
    public void Cut()
    {
        foreach (Socket socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        AssertClean();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket worker = await _listener.AcceptSocketAsync(_stop.Token);
            Interlocked.Increment(ref _attempts);
            Task[] earlier = [.. _serving.Keys];
            Task serving = ServeAsync(worker, Task.WhenAll(earlier));
            _serving[serving] = true;
            _ = serving.ContinueWith(ended => _serving.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket worker, Task earlier)
    {
        using var master = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (worker)
        {
            _sockets[worker] = true;
            _sockets[master] = true;
            try
            {
                while (_mode == ProxyMode.Hold)
                {
                    await Task.Delay(20, _stop.Token);
                }

                worker.NoDelay = true;
                master.NoDelay = true;
                await ConnectAsync(master, earlier);
                Task[] pumps = [PumpAsync(worker, master, fromWorker: true), PumpAsync(master, worker, false)];
                await Task.WhenAny(pumps);
                worker.Dispose();
                master.Dispose();
                await Task.WhenAll(pumps);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Either end has gone; so does the other.
            }

            _sockets.TryRemove(worker, out _);
            _sockets.TryRemove(master, out _);
        }
    }

    private async Task ConnectAsync(Socket master, Task earlier)
    {
        try
        {
            await master.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // What the worker said to the master that has died is looked at first.
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_rules)
            {
                _rules.OnMasterGone();
            }

            throw;
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool fromWorker)
    {
        var kept = new ArrayBufferWriter<byte>();
        int greeting = GreetingLength;
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            if (fromWorker && _mode == ProxyMode.Coalesce && greeting > 0)
            {
                await Task.Delay(300, _stop.Token);
            }

            int count = await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token);
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                await Task.Delay(200, _stop.Token);
                return;
            }

            int skip = Math.Min(greeting, count);
            greeting -= skip;
            kept.Write(buffer.AsSpan(skip, count - skip));
            kept = Record(kept, fromWorker);
            while (_mode == ProxyMode.Hold)
            {
                await Task.Delay(20, _stop.Token);
            }

            int step = _mode == ProxyMode.ByteWise ? 1 : count;
            for (int sent = 0; sent < count; sent += step)
            {
                await to.SendAsync(buffer.AsMemory(sent, Math.Min(step, count - sent)), _stop.Token);
            }
        }
    }

    private ArrayBufferWriter<byte> Record(ArrayBufferWriter<byte> kept, bool fromWorker)
    {
        var sequence = new ReadOnlySequence<byte>(kept.WrittenMemory);
        while (ZmtpFrame.TryRead(ref sequence, int.MaxValue, out ZmtpFrame frame) == ZmtpFrameStatus.Done)
        {
            if (frame.IsCommand)
            {
                if (fromWorker && ZmtpCommand.IsReady(frame.Body.ToArray()))
                {
                    Interlocked.Increment(ref _connections);
                }

                continue;
            }

            lock (_rules)
            {
                if (!fromWorker)
                {
                    _rules.OnMaster(frame.Body.ToArray());
                }
                else if (_rules.OnWorker(frame.Body.ToArray()) is MasterMessage message)
                {
                    _messages.Add(message);
                    _largest = Math.Max(_largest, (int)frame.Body.Length);
                }
            }
        }

        var rest = new ArrayBufferWriter<byte>();
        rest.Write(sequence.ToArray());
        return rest;
    }
}
