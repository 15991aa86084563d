using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace LocustBridge;

/// <summary>
/// Messages to bytes and back. The bundled one is <see cref="LocustCodec"/>. Thread-safe.
/// </summary>
public interface ILocustCodec
{
    /// <summary>Appends a message of the worker.</summary>
    /// <param name="message">What to say.</param>
    /// <param name="nodeId">The worker's client id.</param>
    /// <param name="output">Receives one whole MessagePack value.</param>
    void Encode(WorkerMessage message, string nodeId, IBufferWriter<byte> output);

    /// <summary>Reads a message of the master. Does not throw, whatever the bytes.</summary>
    /// <param name="body">One frame.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether it was one.</returns>
    bool TryDecode(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out MasterMessage? message);
}
