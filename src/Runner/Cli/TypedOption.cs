namespace Runner.Cli;

// One occurrence of an option on the command line.
internal readonly record struct TypedOption(OptionSpec Option, string? Value);
