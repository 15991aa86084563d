namespace Runner.Options.Entries;

// Another option, by its long name, that one does not go with or cannot do without, and why: what follows a colon, or
// null. Immutable.
internal sealed record OptionRule(string Other, string? Why = null);
