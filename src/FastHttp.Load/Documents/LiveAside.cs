using System.Collections.Generic;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Documents;

// What a run in progress has to say beside its intervals. Immutable; what the recorders hold is a moment newer.
internal sealed record LiveAside
{
    public IReadOnlyList<LaneRecorder> Recorders { get; init; } = [];

    /// <summary>Answers whose body was not as expected.</summary>
    public long UnexpectedBodies { get; init; }

    /// <summary>What the process has used since the start; null where it was not looked at.</summary>
    public ProcessUsage? Usage { get; init; }
}
