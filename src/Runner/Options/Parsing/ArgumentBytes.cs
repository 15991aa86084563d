using System;
using System.IO;
using System.Linq;
using System.Text.Unicode;

namespace Runner.Options.Parsing;

// Whether the arguments are what was typed. The runtime reads them as UTF-8 and puts U+FFFD where that fails, so that
// other bytes would be sent.
internal static class ArgumentBytes
{
    private const string CommandLine = "/proc/self/cmdline";

    public static bool AreLost(string[] arguments) =>
        arguments.Any(argument => argument.Contains('\uFFFD', StringComparison.Ordinal)) && !AreUtf8();

    // The user may have typed the sign. Where that cannot be seen, it was not typed: users do not type it.
    private static bool AreUtf8()
    {
        try
        {
            return Utf8.IsValid(File.ReadAllBytes(CommandLine));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
