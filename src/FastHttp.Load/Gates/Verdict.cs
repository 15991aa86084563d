using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Gates;

/// <summary>
/// A threshold and the figure that it was held against. No figure means that there was nothing to measure, which is no
/// pass.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record Verdict(Threshold Threshold, double? Actual)
{
    /// <summary>Without a figure: that nothing has the name that it is about, and which names there are; null where
    /// something has it.</summary>
    internal string? Missing { get; init; }

    /// <summary>Whether a figure was measured and meets the threshold.</summary>
    public bool IsPass => Actual is { } value && Threshold.IsMetBy(value);

    /// <summary>The figure, for people.</summary>
    public string Text => Actual is { } value ? Threshold.Format(value) : Missing ?? "nothing was measured";
}
