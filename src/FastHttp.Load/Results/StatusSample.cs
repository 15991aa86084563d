namespace FastHttp.Load.Results;

/// <summary>The first response of its status. Immutable.</summary>
public sealed record StatusSample
{
    /// <summary>When it came, in seconds from the start of the measured time.</summary>
    public required double FirstS { get; init; }

    /// <summary>Its status line, its Location, and the start of its body, as far as they came at once.</summary>
    public required string Text { get; init; }
}
