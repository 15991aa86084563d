namespace FastHttp.Load.Gates;

// A threshold and what it was held against; no figure means that there was nothing to measure, which is no pass.
internal sealed record Verdict(Threshold Threshold, double? Actual)
{
    public bool IsPass => Actual is { } value && Threshold.IsMetBy(value);

    /// <summary>The figure, for people.</summary>
    public string Text => Actual is { } value ? Threshold.Format(value) : "nothing was measured";
}
