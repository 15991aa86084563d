using System;

namespace FastHttp;

/// <summary>How long it took to open a connection.</summary>
/// <param name="Connect">The transport, with the tunnel through a proxy where there is one.</param>
/// <param name="Tls">The TLS handshake; null where none was made.</param>
public readonly record struct ConnectionTimes(TimeSpan Connect, TimeSpan? Tls);
