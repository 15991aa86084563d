using System.Text.RegularExpressions;

namespace Runner.Tests;

/// <summary>
/// The line that says whether the generator was the cause. It depends on what else the machine does, which no test
/// decides: those that look at a whole stderr look at it without that line.
/// </summary>
internal static partial class GeneratorLine
{
    /// <summary>The text without the line.</summary>
    public static string RemovedFrom(string error) => Line().Replace(error, "");

    // Not always at the start of a line: on a terminal, what was drawn before has been erased.
    [GeneratedRegex("runner: generator [^\n]*\n")]
    private static partial Regex Line();
}
