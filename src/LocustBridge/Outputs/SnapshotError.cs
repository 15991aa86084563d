using System;

namespace LocustBridge.Outputs;

/// <summary>One kind of failure. Immutable.</summary>
/// <param name="Method">The Type column of the failed requests.</param>
/// <param name="Name">The Name column of the failed requests.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Occurrences">How often.</param>
/// <param name="FirstSeen">When the first of them ended; null where that is not known.</param>
/// <param name="LastSeen">When the last of them ended; null where that is not known.</param>
public sealed record SnapshotError(
    string Method,
    string Name,
    string Error,
    long Occurrences,
    DateTimeOffset? FirstSeen = null,
    DateTimeOffset? LastSeen = null);
