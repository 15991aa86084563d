using FastHttp.Transports;

namespace FastHttp.Connecting;

/// <summary>Learns what becomes of a tunnel. Called once, on the loop.</summary>
internal interface ITunnelHandler
{
    /// <summary>The bytes of the connection are the target's from here on.</summary>
    void OnTunnelOpened(TransportConnection connection);

    /// <summary>The proxy does not open the tunnel.</summary>
    /// <param name="status">The status it said that with; 0 for none.</param>
    /// <param name="text">What it said, for people.</param>
    void OnTunnelRefused(int status, string text);
}
