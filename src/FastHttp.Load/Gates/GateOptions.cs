using System.Collections.Generic;

namespace FastHttp.Load.Gates;

// What was said about when a run has failed. Immutable; the texts have not been read.
internal sealed record GateOptions
{
    public IReadOnlyList<string> Thresholds { get; init; } = [];

    public string? ExpectStatus { get; init; }

    public string? ExpectBody { get; init; }

    public bool AbortOnFail { get; init; }

    /// <summary>Whether requests get their names as the run goes on, so that a threshold may be about any.</summary>
    public bool NamesComeLater { get; init; }
}
