namespace FastHttp.Load.Results;

/// <summary>Something that was expected of every response, or that a scenario checks. Immutable.</summary>
public sealed record CheckFigures
{
    /// <summary>What was expected.</summary>
    public required string Name { get; init; }

    /// <summary>How often it was so.</summary>
    public required long Pass { get; init; }

    /// <summary>How often it was not.</summary>
    public required long Fail { get; init; }

    /// <summary>What one of those was like; absent where there is none to be seen.</summary>
    public string? Sample { get; init; }
}
