namespace FastHttp;

/// <summary>
/// What a client's pool for one end point holds now, and what it has done since it was made. A copy, taken at one
/// moment.
/// </summary>
/// <param name="Open">Connections that are open, in use or idle.</param>
/// <param name="Idle">Connections that wait for a request.</param>
/// <param name="Opening">Connections that are being made.</param>
/// <param name="Waiting">Calls that wait for a connection.</param>
/// <param name="Opened">Connections that were made.</param>
/// <param name="Closes">Connections that were open and are closed, and why.</param>
/// <param name="OpenFailed">Attempts to connect that failed.</param>
/// <param name="Retries">Requests that were sent a second time.</param>
/// <param name="BytesSent">Bytes of requests that were handed to connections, without what TLS adds.</param>
/// <param name="BytesReceived">Bytes that came, without what TLS adds.</param>
public readonly record struct PoolStatistics(
    int Open,
    int Idle,
    int Opening,
    int Waiting,
    long Opened,
    ConnectionCloses Closes,
    long OpenFailed,
    long Retries,
    long BytesSent,
    long BytesReceived)
{
    /// <summary>Connections that were open and are closed.</summary>
    public long Closed => Closes.Total;

    /// <summary>Connections on which an exchange is under way.</summary>
    public int InUse => Open - Idle;
}
