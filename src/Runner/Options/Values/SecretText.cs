using System;
using System.Linq;
using FastHttp.Load.Text;

namespace Runner.Options.Values;

// Values without their secrets: results are kept, sent around and published.
internal static class SecretText
{
    private static readonly string[] s_secretFields = ["authorization", "proxy-authorization", "cookie"];

    /// <summary>A header field: the value of one that identifies the user is left out.</summary>
    public static string OfField(string field) =>
        s_secretFields.Contains(field.Split(':')[0].Trim().ToLowerInvariant()) ? After(field, ':') : field;

    /// <summary>What follows a mark is left out.</summary>
    public static string After(string text, char mark)
    {
        int index = text.IndexOf(mark, StringComparison.Ordinal);
        return index < 0 ? text : text[..(index + 1)] + UrlText.Secret;
    }
}
