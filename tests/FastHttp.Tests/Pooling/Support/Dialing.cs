using FastHttp.Tests.Client.Support;

namespace FastHttp.Tests.Pooling.Support;

/// <summary>
/// Connections that are made when a test says so: each goes through a proxy, which is the peer, and on the memory
/// transport nothing else takes time.
/// </summary>
internal static class Dialing
{
    public static HttpProxy Proxy { get; } = HttpProxy.Http("127.0.0.2", 3128, tunnelsPlainHttp: true);

    /// <summary>The proxy has connected to the target.</summary>
    public static void Connect(this ManualPeer.Line line) => line.Send("HTTP/1.1 200 OK\r\n\r\n");
}
