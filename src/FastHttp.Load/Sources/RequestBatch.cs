using System;

namespace FastHttp.Load.Sources;

// One or more whole requests, as a source hands them to a user. Traits must stay as they are until all responses came.
internal readonly ref struct RequestBatch(ReadOnlySpan<byte> bytes, ReadOnlyMemory<RequestTraits> traits)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlyMemory<RequestTraits> Traits { get; } = traits;
}
