namespace FastHttp.Transports;

/// <summary>Learns how an attempt to connect ended. Called once, on the loop.</summary>
public interface IConnectHandler
{
    /// <summary>The connection is open; it delivers nothing before <see cref="TransportConnection.Attach"/>.</summary>
    void OnConnected(TransportConnection connection);

    /// <summary>The attempt failed.</summary>
    /// <param name="error">The kind of failure.</param>
    /// <param name="systemError">The system's error number (errno on Linux), 0 where there is none.</param>
    void OnConnectFailed(TransportError error, int systemError);
}
