using System;

namespace FastHttp.Transports.Memory;

/// <summary>
/// A network inside the process, for tests, benchmarks and samples: the client gets one end of a pair, and the listener
/// gets the other. Everything runs on the thread that drives the <see cref="MemoryLoop"/>.
/// </summary>
public sealed class MemoryTransport : Transport
{
    private readonly Action<TransportConnection>? _accept;

    /// <param name="accept">
    /// Gets the other end of each new connection, on the loop; null refuses every connection.
    /// </param>
    public MemoryTransport(Action<TransportConnection>? accept) => _accept = accept;

    /// <inheritdoc/>
    public override string Name => "memory";

    /// <inheritdoc/>
    public override TransportLoop CreateLoop(string name) => CreateMemoryLoop();

    /// <summary>As <see cref="CreateLoop"/>, with the type that can be driven.</summary>
    public MemoryLoop CreateMemoryLoop() => new(_accept);
}
