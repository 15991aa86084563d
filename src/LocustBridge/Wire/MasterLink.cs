using System;
using System.Net;
using System.Threading;

namespace LocustBridge.Wire;

// Keeps a connection to the master: connects, receives, reconnects with a growing pause. Owns one thread, on which it
// calls its observer; the other methods may come from any thread. At most one channel lives at a time.
internal sealed class MasterLink : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PoolReserve _reserve = new();
    private readonly MasterAddress _address;
    private readonly WireLimits _limits;
    private readonly ILinkObserver _observer;
    private readonly TimeSpan _delayMin;
    private readonly TimeSpan _delayMax;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _ended = new();
    private volatile bool _leaving;
    private string _identity;
    private MasterChannel? _channel;

    public MasterLink(
        MasterAddress address,
        WireLimits limits,
        ILinkObserver observer,
        string identity,
        TimeSpan delayMin,
        TimeSpan delayMax)
    {
        _address = address;
        _limits = limits;
        _observer = observer;
        _identity = identity;
        _delayMin = delayMin;
        _delayMax = delayMax;
        _thread = new Thread(Run) { IsBackground = true, Name = "locust-link" };
    }

    public void Start() => _thread.Start();

    // Ends the present connection, if there is one; the next is made under this identity.
    public void Reconnect(string identity)
    {
        lock (_gate)
        {
            _identity = identity;
            _channel?.Abort();
        }
    }

    // Lets what was sent leave.
    public void Stop()
    {
        TimeSpan patience = _limits.LeaveTimeout;
        MasterChannel? channel;
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

        // Cancelled only after the connection has ended: what is in the sockets still has to leave.
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
        _reserve.Dispose();
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

            LinkFailure failure = Connect(identity, out MasterChannel? channel);
            if (channel is null)
            {
                _observer.OnConnectFailed(failure);
            }
            else if (Serve(channel, identity))
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

    // Each address in turn, until one has a peer of ZMTP.
    private LinkFailure Connect(string identity, out MasterChannel? channel)
    {
        channel = null;
        LinkFailure failure = LinkFailure.NameNotFound;
        foreach (IPEndPoint endPoint in _address.Resolve())
        {
            failure = GreetingCheck.Try(endPoint, _limits.ConnectTimeout, _stopping.Token, out bool knowsPing);
            if (failure == LinkFailure.None)
            {
                failure = MasterChannel.TryOpen(
                    endPoint, identity, knowsPing, _limits, _reserve, _stopping.Token, out channel);
            }

            if (failure is LinkFailure.None or LinkFailure.Closed)
            {
                break;
            }
        }

        return failure;
    }

    // Returns whether anything was received.
    private bool Serve(MasterChannel channel, string identity)
    {
        bool received = false;
        using (channel)
        {
            lock (_gate)
            {
                _channel = channel;
                if (identity != _identity)
                {
                    // Given up while it was being made.
                    channel.Abort();
                }
            }

            _observer.OnConnected(channel);
            while (true)
            {
                LinkFailure failure = channel.Receive(out byte[] message);
                if (failure != LinkFailure.None)
                {
                    lock (_gate)
                    {
                        _channel = null;
                    }

                    _observer.OnDisconnected(channel, failure);
                    if (_leaving)
                    {
                        _ended.Set();
                    }

                    return received;
                }

                received = true;
                _observer.OnReceived(channel, message);
            }
        }
    }
}
