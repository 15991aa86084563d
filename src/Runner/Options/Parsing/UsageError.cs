namespace Runner.Options.Parsing;

// Why a command line was refused: the usage goes to stdout, the message, if there is one, to stderr, and the exit
// code is 1. A hint says what the user may have meant.
internal sealed record UsageError(string? Message, string? Hint = null)
{
    /// <summary>Whether the usage helps: not against what is wrong in a file or a variable.</summary>
    public bool ShowUsage { get; init; } = true;

    /// <summary>Whether the user asked for all of it.</summary>
    public bool IsWanted { get; init; }

    /// <summary>wrk has no message for most of its errors.</summary>
    public static UsageError Silent { get; } = new((string?)null);
}
