using System;
using System.Collections.Generic;

namespace Runner.Pages.Charts;

/// <summary>Counts over time and latency, as data. Immutable.</summary>
internal sealed record HeatChart
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    public required AxisScale Horizontal { get; init; }

    public required AxisScale Vertical { get; init; }

    /// <summary>Where columns begin, and where the last one ends, on the horizontal axis.</summary>
    public required IReadOnlyList<double> Columns { get; init; }

    /// <summary>Where rows begin, and where the last one ends, on the vertical axis.</summary>
    public required IReadOnlyList<double> Rows { get; init; }

    /// <summary>By column, then by row.</summary>
    public required IReadOnlyList<IReadOnlyList<long>> Counts { get; init; }

    public required Func<double, string> ColumnFormat { get; init; }

    public required Func<double, string> RowFormat { get; init; }
}
