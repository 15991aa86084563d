using System;

namespace Runner.Options.Values;

// What can be the path of a file, wherever one is taken: no system has a file without a name, which is what a shell
// makes of "$F" where F is not set, or one with a NUL in its name.
internal static class PathText
{
    public static bool IsPath(string text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);

    /// <summary>Whether a text that may stand for a file, as <c>@FILE</c>, names one where it does.</summary>
    public static bool IsTextOrFile(string text) => text is not ['@', .. string path] || IsPath(path);
}
