using System;

namespace FastHttp.Transports;

/// <summary>How a handshake ended: with a connection, or with what made it fail and a text for people.</summary>
internal readonly record struct SecureOutcome(TransportConnection? Connection, Exception? Cause, string Message);
