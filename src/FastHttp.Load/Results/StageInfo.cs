namespace FastHttp.Load.Results;

/// <summary>A straight line of load. Immutable.</summary>
public sealed record StageInfo
{
    /// <summary>How long it takes.</summary>
    public required double DurationS { get; init; }

    /// <summary>The level at its end: requests a second with a rate, connections without.</summary>
    public required double Target { get; init; }
}
