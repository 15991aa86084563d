using System;
using System.Text;
using System.Text.RegularExpressions;

namespace FastHttp.Load.Gates;

// What the body of every answer has to hold: a text, or what a regular expression matches. Immutable; a lane makes its
// own check of it, since a check works in a buffer.
internal sealed class BodyExpectation
{
    // Time that is linear in the body: a pattern must not stop the loop that it runs on.
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly string? _pattern;
    private readonly RegexOptions _options;
    private readonly byte[] _literal;

    private BodyExpectation(string text, string? pattern, RegexOptions options)
    {
        Text = text;
        _pattern = pattern;
        _options = options;
        _literal = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>As typed.</summary>
    public string Text { get; }

    /// <summary>
    /// Reads a text, <c>/pattern/</c>, or <c>/pattern/i</c> if case means nothing. With an error, returns the rest of a
    /// sentence that begins with the text.
    /// </summary>
    public static (BodyExpectation? Expectation, string? Error) Parse(string text)
    {
        bool ignoresCase = text.EndsWith("/i", StringComparison.Ordinal);
        string pattern = ignoresCase ? text[..^1] : text;
        if (pattern is not ['/', .. var inner, '/'])
        {
            return text.Length > 0
                ? (new BodyExpectation(text, null, default), null)
                : (null, "a text or /pattern/ is missing");
        }

        RegexOptions options = ignoresCase ? Options | RegexOptions.IgnoreCase : Options;
        try
        {
            _ = new Regex(inner, options);
            return (new BodyExpectation(text, inner, options), null);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return (null, $"the pattern cannot be used ({failure.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Makes what looks at bodies; for one thread.</summary>
    public BodyCheck CreateCheck() => new(_pattern is null ? null : new Regex(_pattern, _options), _literal);
}
