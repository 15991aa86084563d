using System.Collections.Generic;
using System.Net;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace FastHttp.Tests.Transports;

/// <summary>The memory transport; both ends live on the one loop that the test's thread drives.</summary>
internal sealed class MemoryRig : TransportRig
{
    private readonly Queue<TransportConnection> _accepted = new();
    private readonly MemoryLoop _refusing = new MemoryTransport(accept: null).CreateMemoryLoop();
    private readonly MemoryLoop _loop;

    public MemoryRig() => _loop = new MemoryTransport(_accepted.Enqueue).CreateMemoryLoop();

    public override TransportLoop Loop => _loop;

    public MemoryLoop MemoryLoop => _loop;

    public override EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 1);

    public override int RefusedErrorNumber => 0;

    public override bool IsThreadSafe => false;

    // A reset overtakes what is under way.
    public override bool KeepsDataBeforeReset => false;

    public override void ConnectToNowhere(IConnectHandler handler) => _refusing.Connect(EndPoint, null, handler);

    public override bool PeerHalfCloses => false;

    public TransportConnection AcceptConnection() => _accepted.Dequeue();

    public override IPeer Accept() => new MemoryPeer(this, _accepted.Dequeue());

    public override void Dispose()
    {
        _refusing.Dispose();
        _loop.Dispose();
    }
}
