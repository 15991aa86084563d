using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Stability;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>What is known of a response that will not come to its end.</summary>
[Experimental(ExperimentalApi.LoadGeneration)]
public readonly ref struct BrokenResponse
{
    /// <summary>The reason.</summary>
    public HttpError Error { get; init; }

    /// <summary>What the transport said; <see cref="TransportError.None"/> where it is not the cause.</summary>
    public TransportError Cause { get; init; }

    /// <summary>Whether no request was under way: bytes came that answer nothing, such as a 408, and the connection
    /// is closed for them.</summary>
    public bool IsIdle { get; init; }

    /// <summary>Whether the bytes came with the end of an answer that did not announce them: it was answered, and the
    /// connection is closed after it.</summary>
    public bool IsSurplus { get; init; }

    /// <summary>The status, where the head had come; else 0.</summary>
    public int StatusCode { get; init; }

    /// <summary>Decoded bytes of the body that had come.</summary>
    public long BodyLength { get; init; }

    /// <summary>
    /// The bytes that could not be read, from shortly before the element that is wrong; empty where the end came too
    /// early.
    /// </summary>
    public ReadOnlySpan<byte> Bytes { get; init; }
}
