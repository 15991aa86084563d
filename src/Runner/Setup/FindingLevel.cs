namespace Runner.Setup;

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
