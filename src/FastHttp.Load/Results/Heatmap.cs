using System.Collections.Generic;

namespace FastHttp.Load.Results;

/// <summary>Latency over time: a count for each interval and each class of latency. Immutable.</summary>
public sealed record Heatmap
{
    /// <summary>The start of the first interval, in seconds from the start of the measured time.</summary>
    public required double T0 { get; init; }

    /// <summary>The length of an interval, in seconds.</summary>
    public required double Dt { get; init; }

    /// <summary>The upper bounds of the classes, ascending, in microseconds; the last class has the largest latency.
    /// </summary>
    public required IReadOnlyList<long> BoundsUs { get; init; }

    /// <summary>For each interval, the samples of each class.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Counts { get; init; }
}
