using System;

namespace LocustBridge.Wire;

// What MasterLink tells, always on its own thread. A channel is connected, received from and disconnected, in order.
internal interface ILinkObserver
{
    void OnConnectFailed(LinkFailure failure);

    void OnConnected(MasterChannel channel);

    // The memory is the observer's for good.
    void OnReceived(MasterChannel channel, ReadOnlyMemory<byte> message);

    void OnDisconnected(MasterChannel channel, LinkFailure failure);
}
