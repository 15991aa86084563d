namespace FastHttp;

/// <summary>Learns what becomes of a connection outside its exchanges. Called on the connection's loop.</summary>
public interface IConnectionHandler
{
    /// <summary>The connection is open, with TLS where the end point asks for it.</summary>
    void OnOpened(HttpConnection connection);

    /// <summary>The connection could not be opened.</summary>
    /// <param name="error">The phase and kind of the failure.</param>
    /// <param name="systemError">The system's error number, 0 where there is none.</param>
    void OnOpenFailed(HttpError error, int systemError);

    /// <summary>
    /// The connection ended while no exchange was under way: the peer closed it, or sent octets that answer nothing.
    /// </summary>
    void OnIdleClosed(HttpConnection connection);
}
