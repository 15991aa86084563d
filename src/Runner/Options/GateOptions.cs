using System.Collections.Generic;

namespace Runner.Options;

// What was typed about when a run has failed. Immutable; the texts have not been read.
internal sealed record GateOptions
{
    public static GateOptions Default { get; } = new();

    public IReadOnlyList<string> Thresholds { get; init; } = [];

    public string? ExpectStatus { get; init; }

    public string? ExpectBody { get; init; }

    public bool AbortOnFail { get; init; }

    /// <summary>The exit code of a run in which a request failed; null for wrk's.</summary>
    public int? ExitCodeOnError { get; init; }

    /// <summary>Whether requests get their names as the run goes on, so that a threshold may be about any.</summary>
    public bool NamesComeLater { get; init; }
}
