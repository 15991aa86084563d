namespace FastHttp.Transports;

/// <summary>Learns how a TLS handshake ended. Called once, on the loop.</summary>
internal interface ISecureHandler
{
    /// <summary>
    /// The handshake is over; a connection delivers nothing before <see cref="TransportConnection.Attach"/>.
    /// </summary>
    void OnSecured(in SecureOutcome outcome);
}
