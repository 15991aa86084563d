namespace FastHttp.Load.Results;

/// <summary>A threshold and whether it holds. Immutable.</summary>
public sealed record ThresholdVerdict
{
    /// <summary>The threshold as typed, such as p99&lt;250ms.</summary>
    public required string Expr { get; init; }

    /// <summary>What was measured: µs, a share from 0 to 1, a rate a second, a count; null when nothing was.</summary>
    public double? Actual { get; init; }

    /// <summary>What <see cref="Actual"/> is given in: us, share, per_s or count.</summary>
    public string? Unit { get; init; }

    /// <summary>The figure for people, with its unit, such as 32.4ms; or that nothing has the name that the threshold
    /// is about, and which names there are.</summary>
    public string? Measured { get; init; }

    /// <summary>Whether it was not typed, but follows from what was expected of answers; those are checks too.
    /// </summary>
    public bool? Implied { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Ok { get; init; }
}
