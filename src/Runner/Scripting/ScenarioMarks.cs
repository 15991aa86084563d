using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Scripting;

// Tells a scenario by its text, before it runs: a script for wrk must not see a name that wrk does not have. What looks
// like a scenario and defines no user is none after all (Lua/scenario.lua).
internal static partial class ScenarioMarks
{
    public static bool AreIn(byte[] script) => Marks().IsMatch(Encoding.Latin1.GetString(script));

    // function user(   user = …   user "name" {
    [GeneratedRegex("""
        \bfunction\s+user\s*\( | ^\s*user\s*= | (?<!["'.\w-])user\s*\(?\s*(["'])[^"'\r\n]*\1\s*\)?\s*\(?\s*\{
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
