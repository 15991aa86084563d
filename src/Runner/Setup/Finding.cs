namespace Runner.Setup;

// One fact about the machine, and what to do about it.
internal sealed record Finding(
    string Name, string Value, FindingLevel Level = FindingLevel.Good, string? Advice = null);
