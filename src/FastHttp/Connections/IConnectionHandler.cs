using System.Diagnostics.CodeAnalysis;
using FastHttp.Stability;

namespace FastHttp;

/// <summary>Learns what becomes of a connection outside its exchanges. Called on the connection's loop.</summary>
[Experimental(ExperimentalApi.LoadGeneration)]
public interface IConnectionHandler
{
    /// <summary>The connection is open, with TLS where the end point asks for it.</summary>
    void OnOpened(HttpConnection connection);

    /// <summary>The connection could not be opened.</summary>
    /// <param name="failure">Its reason names the phase. It holds what the system, the proxy or the handshake said.
    /// </param>
    void OnOpenFailed(HttpFailure failure);

    /// <summary>
    /// The connection ended while no exchange was under way: the peer closed it, or sent bytes that answer nothing.
    /// </summary>
    void OnIdleClosed(HttpConnection connection);
}
