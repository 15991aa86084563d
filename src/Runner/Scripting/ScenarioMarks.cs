using System.Text;
using System.Text.RegularExpressions;

namespace Runner.Scripting;

// Tells a scenario by its text, before it runs: a script for wrk must not see a name that wrk does not have. What looks
// like a scenario and defines no user is none after all (Lua/scenario.lua).
internal static partial class ScenarioMarks
{
    public static bool AreIn(byte[] script) => Marks().IsMatch(Encoding.Latin1.GetString(script));

    /// <summary>That a script which is no scenario may be meant as one, for people; null as a rule.</summary>
    public static string? HintFor(byte[] script)
    {
        string text = Encoding.Latin1.GetString(script);
        Match near = AlmostMarks().Match(text);
        return near.Success && !Callbacks().IsMatch(text)
            ? $"the script has function {near.Groups[1].Value}(...); a scenario has function user(u)"
            : null;
    }

    [GeneratedRegex(@"^\s*function\s+(User|USER)\s*\(", RegexOptions.Multiline)]
    private static partial Regex AlmostMarks();

    [GeneratedRegex(@"\bfunction\s+(request|response|init|delay|setup|done)\s*\(")]
    private static partial Regex Callbacks();

    // function user(   user = …   user "name" {
    [GeneratedRegex("""
        \bfunction\s+user\s*\( | ^\s*user\s*= | (?<!["'.\w-])user\s*\(?\s*(["'])[^"'\r\n]*\1\s*\)?\s*\(?\s*\{
        """, RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
