using System;
using System.Collections.Generic;

namespace Runner.Pages.Charts;

/// <summary>A chart as data: axes, and series over common points. Immutable; knows nothing of markup.</summary>
internal sealed record Chart
{
    /// <summary>Unique on the page.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>What the chart shows, in a sentence, for who cannot see it.</summary>
    public required string Summary { get; init; }

    /// <summary>What the points are on, such as "time"; the first column of the table.</summary>
    public required string PointName { get; init; }

    /// <summary>The points on the horizontal axis, ascending.</summary>
    public required IReadOnlyList<double> Points { get; init; }

    /// <summary>A point as people read it.</summary>
    public required Func<double, string> PointFormat { get; init; }

    public required AxisScale Horizontal { get; init; }

    public required AxisScale Vertical { get; init; }

    public required IReadOnlyList<ChartSeries> Series { get; init; }

    public IReadOnlyList<ChartBand> Bands { get; init; } = [];

    public IReadOnlyList<ChartRule> Rules { get; init; } = [];

    /// <summary>In CSS pixels; the width is that of the page.</summary>
    public int Height { get; init; } = 220;

    /// <summary>Whether the horizontal axis has its labels; a chart above another leaves them to it.</summary>
    public bool HasHorizontalLabels { get; init; } = true;
}

/// <summary>A shaded part of the horizontal axis, in its values.</summary>
internal sealed record ChartBand(double From, double To, string Label)
{
    /// <summary>The name of its colour in the style sheet.</summary>
    public string Tone { get; init; } = "stage";
}

/// <summary>A horizontal line across a chart, such as a limit, in the values of the vertical axis.</summary>
internal sealed record ChartRule(double Value, string Label)
{
    /// <summary>Something to compare with, rather than a limit.</summary>
    public bool IsNeutral { get; init; }
}
