using System;

namespace FastHttp.Transports;

/// <summary>Learns how a TLS handshake ended. Called once, on the loop.</summary>
internal interface ISecureHandler
{
    /// <summary>
    /// The handshake is over; a connection delivers nothing before <see cref="TransportConnection.Attach"/>.
    /// </summary>
    void OnSecured(in SecureOutcome outcome);
}

/// <summary>How a handshake ended: with a connection, or with what made it fail and a text for people.</summary>
/// <param name="Connection">The secured connection.</param>
/// <param name="Cause">What made it fail.</param>
/// <param name="Message">The same, for people.</param>
/// <param name="IsResumed">Whether an earlier session was resumed; null where that cannot be seen.</param>
internal readonly record struct SecureOutcome(
    TransportConnection? Connection, Exception? Cause, string Message, bool? IsResumed = null);
