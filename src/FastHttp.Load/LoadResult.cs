using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;

namespace FastHttp.Load;

/// <summary>The result of a <see cref="LoadTest"/>. Immutable.</summary>
public sealed class LoadResult
{
    internal LoadResult(ResultDocument document, Distribution latency, bool wasCancelled)
    {
        Document = document;
        Latency = new LoadLatency(latency);
        WasCancelled = wasCancelled;
    }

    /// <summary>All results, as <c>runner wrk --json</c> has them; <see cref="ResultFile"/> writes them.</summary>
    public ResultDocument Document { get; }

    /// <summary>The requests by their fate.</summary>
    public RequestFigures Requests => Document.Requests;

    /// <summary>Answers a second.</summary>
    public double RequestsPerSecond => Document.Rate.Achieved ?? 0;

    /// <summary>The latency of the answers that came in time.</summary>
    public LoadLatency Latency { get; }

    /// <summary>The requests by their names; empty where they have none.</summary>
    public IReadOnlyList<GroupFigures> ByName => Document.Groups ?? [];

    /// <summary>The iterations of the users; null where there is no <see cref="LoadOptions.User"/>.</summary>
    public IterationFigures? Iterations => Document.Iterations;

    /// <summary>What users checked, and what was expected of answers.</summary>
    public IReadOnlyList<CheckFigures> Checks => Document.Checks ?? [];

    /// <summary>The thresholds, and what was expected of answers, with their verdicts.</summary>
    public IReadOnlyList<ThresholdVerdict> Verdicts => Document.Thresholds ?? [];

    /// <summary>Whether every one of them holds; false where users failed and none came to its end.</summary>
    public bool Passed => Verdicts.All(verdict => verdict.Ok) && Iterations is not { HasOnlyFailed: true };

    /// <summary>Whether the test was ended before its time by its caller.</summary>
    public bool WasCancelled { get; }
}
