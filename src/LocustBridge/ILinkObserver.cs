namespace LocustBridge;

// What MasterLink tells, always on its own thread. A channel is connected, received from and disconnected, in order.
internal interface ILinkObserver
{
    void OnConnectFailed(ChannelFailure failure);

    void OnConnected(IMasterChannel channel);

    void OnReceived(IMasterChannel channel, ChannelEvent received);

    void OnDisconnected(IMasterChannel channel, ChannelFailure failure);
}
