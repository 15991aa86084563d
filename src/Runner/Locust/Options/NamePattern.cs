using System;
using System.Text.RegularExpressions;

namespace Runner.Locust.Options;

// One --name-pattern: what of a target is replaced by what, so that /user/1 and /user/2 share a row. Immutable.
internal sealed class NamePattern
{
    // A pattern that takes longer has run away; its row is then named as it was.
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(200);

    private readonly Regex _regex;
    private readonly string _replacement;

    private NamePattern(Regex regex, string replacement)
    {
        _regex = regex;
        _replacement = replacement;
    }

    /// <summary>Reads "regex=>name".</summary>
    /// <returns>Null, and <paramref name="error"/> says what is wrong.</returns>
    public static NamePattern? TryParse(string text, out string error)
    {
        int arrow = text.LastIndexOf("=>", StringComparison.Ordinal);
        if (arrow <= 0)
        {
            error = $"'{text}' is not of the form 'regex=>name'";
            return null;
        }

        try
        {
            error = "";
            return new NamePattern(
                new Regex(text[..arrow], RegexOptions.CultureInvariant, s_limit), text[(arrow + 2)..]);
        }
        catch (ArgumentException failure)
        {
            error = failure.Message;
            return null;
        }
    }

    public string Apply(string target)
    {
        try
        {
            return _regex.Replace(target, _replacement);
        }
        catch (RegexMatchTimeoutException)
        {
            return target;
        }
    }
}
