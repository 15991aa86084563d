namespace FastHttp.Transports;

/// <summary>
/// Speaks TLS by one set of options. Made once for a set, which is not looked at again; with it go the sessions that
/// later connections resume. Thread-safe.
/// </summary>
internal abstract class TlsClient
{
    /// <summary>
    /// Shakes hands over an open connection that has no receiver yet. Call on the loop; the handler may be called
    /// before this returns. A handshake that fails has closed the connection.
    /// </summary>
    /// <param name="transport">The connection. Closing or aborting it ends the handshake.</param>
    /// <param name="serverName">Whom to ask for and whose certificate to expect.</param>
    /// <param name="peer">Who is expected to resume a session: comparable by value.</param>
    /// <param name="handler">Learns the outcome.</param>
    public abstract void Secure(
        TransportConnection transport, string serverName, object peer, ISecureHandler handler);
}
