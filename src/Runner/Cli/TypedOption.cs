namespace Runner.Cli;

// One occurrence of an option on the command line.
internal sealed record TypedOption(OptionSpec Option, string? Value);
