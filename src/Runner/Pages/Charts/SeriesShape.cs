namespace Runner.Pages.Charts;

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
