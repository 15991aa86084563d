namespace Runner.Results;

/// <summary>A threshold and whether it holds. Immutable.</summary>
public sealed record ThresholdVerdict
{
    /// <summary>The threshold as typed, such as p99&lt;250ms.</summary>
    public required string Expr { get; init; }

    /// <summary>What was measured: µs, a share from 0 to 1, a rate a second, a count; null when nothing was.</summary>
    public double? Actual { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Ok { get; init; }
}
