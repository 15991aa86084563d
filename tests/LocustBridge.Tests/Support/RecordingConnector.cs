using System;
using System.Threading;
using LocustBridge.Zmtp;

namespace LocustBridge.Tests.Support;

// Connects to a master directly, where a proxy would hide what the test is about, and holds every frame that the worker
// sends against the rules (case 50). One worker each. AssertClean at the end.
internal sealed class RecordingConnector(int port) : IMasterConnector
{
    private readonly FrameRules _rules = new();
    private readonly ZmtpConnector _inner = new("127.0.0.1", port);

    public string EndPoint => _inner.EndPoint;

    public ChannelFailure TryConnect(string identity, out IMasterChannel? channel, CancellationToken cancellation)
    {
        ChannelFailure failure = _inner.TryConnect(identity, out IMasterChannel? inner, cancellation);
        channel = inner is null ? null : new Channel(inner, _rules);
        if (failure == ChannelFailure.Refused)
        {
            lock (_rules)
            {
                _rules.OnMasterGone();
            }
        }

        return failure;
    }

    public void AssertClean()
    {
        lock (_rules)
        {
            Assert.Empty(_rules.Violations);
        }
    }

    private sealed class Channel(IMasterChannel inner, FrameRules rules) : IMasterChannel
    {
        public bool TrySend(ReadOnlySpan<byte> message)
        {
            lock (rules)
            {
                rules.OnWorker(message);
            }

            return inner.TrySend(message);
        }

        public bool TryProbe(uint probe) => inner.TryProbe(probe);

        public ChannelEvent Receive()
        {
            ChannelEvent received = inner.Receive();
            if (received.Kind == ChannelEventKind.Message)
            {
                lock (rules)
                {
                    rules.OnMaster(received.Body.Span);
                }
            }

            return received;
        }

        public void EndSending() => inner.EndSending();

        public void Abort() => inner.Abort();

        public void Dispose() => inner.Dispose();
    }
}
