using System;
using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace LocustBridge;

/// <summary>
/// Messages to octets and back: the seam for another MessagePack, such as MessagePack-CSharp. The bundled one is
/// <see cref="LocustCodec"/>. Implementations must allow calls from any thread.
/// </summary>
public interface ILocustCodec
{
    /// <summary>Appends a message of the worker.</summary>
    /// <param name="message">What to say.</param>
    /// <param name="nodeId">The worker's client id.</param>
    /// <param name="output">Receives one whole MessagePack value.</param>
    void Encode(WorkerMessage message, string nodeId, IBufferWriter<byte> output);

    /// <summary>Reads a message of the master. Does not throw, whatever the octets.</summary>
    /// <param name="body">One frame.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether it was one.</returns>
    bool TryDecode(ReadOnlySpan<byte> body, [NotNullWhen(true)] out MasterMessage? message);
}
