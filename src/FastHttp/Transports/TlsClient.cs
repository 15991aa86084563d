using System.Net.Security;
using System.Runtime.CompilerServices;
using FastHttp.Transports.OpenSsl;

namespace FastHttp.Transports;

/// <summary>
/// Speaks TLS by one set of options. Made once for a set, which is not looked at again; with it go the sessions that
/// later connections resume. Thread-safe.
/// </summary>
internal abstract class TlsClient
{
    private static readonly SslClientAuthenticationOptions s_defaults = new();
    private static readonly ConditionalWeakTable<SslClientAuthenticationOptions, TlsClient> s_clients = [];

    /// <summary>The client of a set of options, null for the defaults.</summary>
    public static TlsClient Of(SslClientAuthenticationOptions? options) =>
        s_clients.GetValue(options ?? s_defaults, static options => Create(options));

    /// <summary>Makes a client, by the way that was asked for or else the best that is possible.</summary>
    public static TlsClient Create(SslClientAuthenticationOptions options) =>
        TlsSelector.Select(options, out _) == TlsSelector.OpenSsl
            ? new OpenSslClient(options)
            : new SslStreamClient(options);

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
