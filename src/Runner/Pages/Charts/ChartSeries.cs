using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Pages.Charts;

/// <summary>What a chart shows of one quantity: a value for each of its points, null where there is none.</summary>
/// <param name="Name">As in the legend.</param>
/// <param name="Tone">The name of its colour in the style sheet.</param>
/// <param name="Values">By point.</param>
/// <param name="Format">A value as people read it.</param>
internal sealed record ChartSeries(
    string Name, string Tone, IReadOnlyList<double?> Values, Func<double?, string> Format)
{
    public SeriesShape Shape { get; init; } = SeriesShape.Line;

    /// <summary>The values of several series that a logarithmic axis can show.</summary>
    public static double[] Positive(IEnumerable<ChartSeries> series) =>
        [.. series.SelectMany(one => one.Values).Where(value => value > 0).Select(value => value!.Value)];

    /// <summary>Drawn in dashes: a target, or what is shown only to be compared with.</summary>
    public bool IsDashed { get; init; }
}

/// <summary>How a series is drawn.</summary>
internal enum SeriesShape
{
    /// <summary>A line from point to point.</summary>
    Line,

    /// <summary>A line, and the area under it.</summary>
    Area,

    /// <summary>A bar at each point that is not 0.</summary>
    Bars,
}
