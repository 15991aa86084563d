namespace Runner.Comparing;

/// <summary>What a change of a figure is worth.</summary>
internal enum ChangeVerdict
{
    /// <summary>There is too little to tell whether it is chance.</summary>
    Unknown,

    /// <summary>As large a change can be chance: its interval spans 0.</summary>
    WithinNoise,

    /// <summary>Better, beyond chance.</summary>
    Better,

    /// <summary>Worse, beyond chance.</summary>
    Worse,
}
