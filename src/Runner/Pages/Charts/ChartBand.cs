namespace Runner.Pages.Charts;

/// <summary>A shaded part of the horizontal axis, in its values.</summary>
internal sealed record ChartBand(double From, double To, string Label)
{
    /// <summary>The name of its colour in the style sheet.</summary>
    public string Tone { get; init; } = "stage";
}
