namespace FastHttp.Transports.Linux;

/// <summary>Event loops on epoll: one thread each.</summary>
internal sealed class EpollTransport : Transport
{
    public static EpollTransport Instance { get; } = new();

    public override string Name => "epoll";

    public override TransportLoop CreateLoop(string name) => new EpollLoop(name);
}
