namespace FastHttp.Transports.Sockets;

/// <summary>System.Net.Sockets, on every system.</summary>
internal sealed class SocketTransport : Transport
{
    public static SocketTransport Instance { get; } = new();

    public override string Name => "sockets";

    public override TransportLoop CreateLoop(string name) => new SocketLoop();
}
