namespace FastHttp.Load.Gates;

// A threshold and what it was held against; no figure means that there was nothing to measure, which is no pass.
internal sealed record Verdict(Threshold Threshold, double? Actual)
{
    /// <summary>Without a figure: that nothing has the name that it is about, and which names there are; null where
    /// something has it.</summary>
    public string? Missing { get; init; }

    public bool IsPass => Actual is { } value && Threshold.IsMetBy(value);

    /// <summary>The figure, for people.</summary>
    public string Text => Actual is { } value ? Threshold.Format(value) : Missing ?? "nothing was measured";
}
