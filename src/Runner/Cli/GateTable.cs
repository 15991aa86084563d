using System.Collections.Generic;
using System.Globalization;

namespace Runner.Cli;

// The options on when a run has failed. What is wrong with their texts is said by the planner, in a line of its own.
internal static class GateTable
{
    public static readonly OptionSpec Threshold = new("threshold")
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = _ => true,
    };

    public static readonly OptionSpec ExpectStatus = new("expect-status") { IsAddition = true, IsValid = _ => true };

    public static readonly OptionSpec ExpectBody = new("expect-body") { IsAddition = true, IsValid = _ => true };

    public static readonly OptionSpec AbortOnFail = new("abort-on-fail") { IsAddition = true };

    public static readonly OptionSpec ExitCodeOnError = new("exit-code-on-error")
    {
        IsAddition = true,
        IsValid = text => TryParseExitCode(text, out _),
        Expected = "a number from 0 to 255",
    };

    public static readonly IReadOnlyList<OptionSpec> All =
        [Threshold, ExpectStatus, ExpectBody, AbortOnFail, ExitCodeOnError];

    public static bool TryParseExitCode(string text, out int? value)
    {
        bool isGood = byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte code);
        value = code;
        return isGood;
    }
}
