namespace Runner.Setup;

// One fact about the machine, and what to do about it.
internal sealed record Finding(
    string Name, string Value, FindingLevel Level = FindingLevel.Good, string? Advice = null);

// What a finding means for a run.
internal enum FindingLevel
{
    /// <summary>Nothing to do.</summary>
    Good,

    /// <summary>It limits some runs, or changes what figures mean.</summary>
    Note,

    /// <summary>It stands in the way of a usual run.</summary>
    Bad,
}
