using System;

namespace FastHttp.Messages;

/// <summary>What a response may be at most. Immutable.</summary>
internal sealed record ResponseLimits
{
    /// <summary>The limits of options that the caller has not changed.</summary>
    public static ResponseLimits Default { get; } = new();

    /// <summary>Bytes of a head, and of a trailer section.</summary>
    public int MaxHeadBytes { get; init; } = 64 * 1024;

    /// <summary>Field lines of a head, and of a trailer section.</summary>
    public int MaxHeaderCount { get; init; } = 256;

    /// <summary>Responses with a status below 200 before the one that was asked for.</summary>
    public int MaxInterimResponses { get; init; } = 100;

    /// <summary>Bytes of a body that is kept or counted.</summary>
    public long MaxBodyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Bytes of a body that is kept, which an array has to hold.</summary>
    public long MaxKeptBodyBytes => Math.Min(MaxBodyBytes, Array.MaxLength);

    /// <summary>Bytes of a body that is read while it comes.</summary>
    public long MaxStreamedBodyBytes { get; init; } = long.MaxValue;

    /// <summary>Bytes of an abandoned body that are read so that its connection can be used again.</summary>
    public long MaxResponseDrainSize { get; init; } = 64 * 1024;
}
