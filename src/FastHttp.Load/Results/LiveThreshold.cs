namespace FastHttp.Load.Results;

/// <summary>A threshold while the run goes on. Immutable.</summary>
public sealed record LiveThreshold
{
    /// <summary>The threshold as typed, such as p99&lt;250ms.</summary>
    public required string Expr { get; init; }

    /// <summary>The figure so far, with its unit, such as 32.4ms; null when nothing has been measured.</summary>
    public string? Measured { get; init; }

    /// <summary>Whether it holds so far; null while that cannot be told.</summary>
    public bool? Ok { get; init; }
}
