using Runner.Options.Entries;

namespace Runner.Options;

// One occurrence of an option, and where it was given when that was not the command line: "run.yml, line 3".
internal sealed record TypedOption(OptionSpec<CliOptions> Option, string? Value, string? Place = null)
{
    /// <summary>Whether it says that an option without a value is off, whatever lower layers say.</summary>
    public bool IsOff { get; init; }
}
