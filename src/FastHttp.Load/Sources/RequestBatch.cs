using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Sources;

/// <summary>
/// One or more whole requests, as a source hands them to a user. Traits must stay as they are until all responses came.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public readonly ref struct RequestBatch(ReadOnlySpan<byte> bytes, ReadOnlyMemory<RequestTraits> traits)
{
    /// <summary>The requests, one after the other, as they are sent.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>What is known of each request, in the same order.</summary>
    public ReadOnlyMemory<RequestTraits> Traits { get; } = traits;
}
