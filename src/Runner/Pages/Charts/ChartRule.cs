namespace Runner.Pages.Charts;

/// <summary>A horizontal line across a chart, such as a limit, in the values of the vertical axis.</summary>
internal sealed record ChartRule(double Value, string Label)
{
    /// <summary>Something to compare with, rather than a limit.</summary>
    public bool IsNeutral { get; init; }
}
