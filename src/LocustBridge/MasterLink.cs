using System;
using System.Threading;

namespace LocustBridge;

// Keeps a connection to the master: connects, receives, reconnects with a growing pause. Owns one thread, on which it
// calls its observer; the other methods may come from any thread. At most one channel lives at a time.
internal sealed class MasterLink : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IMasterConnector _connector;
    private readonly ILinkObserver _observer;
    private readonly TimeSpan _delayMin;
    private readonly TimeSpan _delayMax;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _ended = new();
    private volatile bool _leaving;
    private string _identity;
    private IMasterChannel? _channel;

    public MasterLink(
        IMasterConnector connector, ILinkObserver observer, string identity, TimeSpan delayMin, TimeSpan delayMax)
    {
        _connector = connector;
        _observer = observer;
        _identity = identity;
        _delayMin = delayMin;
        _delayMax = delayMax;
        _thread = new Thread(Run) { IsBackground = true, Name = "locust-link" };
    }

    public void Start() => _thread.Start();

    // Ends the present connection and makes a new one.
    public void Reconnect(string identity)
    {
        lock (_gate)
        {
            _identity = identity;
            _channel?.Abort();
        }
    }

    // Lets what was sent arrive: the peer hangs up when it has read our end.
    public void Stop(TimeSpan patience)
    {
        IMasterChannel? channel;
        lock (_gate)
        {
            channel = _channel;
        }

        if (channel is null)
        {
            _stopping.Cancel();
            _thread.Join(patience);
            return;
        }

        // Cancelled only after the connection has ended: what is in the sockets still has to arrive.
        _leaving = true;
        channel.EndSending();
        _ended.Wait(patience);
        _stopping.Cancel();
        channel.Abort();
        _thread.Join(patience);
    }

    // After Stop.
    public void Dispose()
    {
        _stopping.Dispose();
        _ended.Dispose();
    }

    private void Run()
    {
        TimeSpan delay = _delayMin;
        while (!_leaving && !_stopping.IsCancellationRequested)
        {
            string identity;
            lock (_gate)
            {
                identity = _identity;
            }

            ChannelFailure failure = _connector.TryConnect(identity, out IMasterChannel? channel, _stopping.Token);
            if (channel is null)
            {
                _observer.OnConnectFailed(failure);
            }
            else if (Serve(channel))
            {
                // A peer that talked to us is worth a quick second try; one that hangs up at once is not.
                delay = _delayMin;
            }

            if (_stopping.Token.WaitHandle.WaitOne(delay))
            {
                return;
            }

            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, _delayMax.Ticks));
        }
    }

    // Returns whether anything was received.
    private bool Serve(IMasterChannel channel)
    {
        bool received = false;
        using (channel)
        {
            lock (_gate)
            {
                _channel = channel;
            }

            _observer.OnConnected(channel);
            while (true)
            {
                ChannelEvent next = channel.Receive();
                if (next.Kind == ChannelEventKind.Closed)
                {
                    lock (_gate)
                    {
                        _channel = null;
                    }

                    _observer.OnDisconnected(channel, next.Failure);
                    if (_leaving)
                    {
                        _ended.Set();
                    }

                    return received;
                }

                received = true;
                _observer.OnReceived(channel, next);
            }
        }
    }
}
