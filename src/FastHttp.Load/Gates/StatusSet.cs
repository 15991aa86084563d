using System;
using System.Globalization;
using System.Linq;

namespace FastHttp.Load.Gates;

// The statuses that are expected: single ones and whole classes. Immutable.
internal sealed class StatusSet
{
    private readonly int[] _parts;

    private StatusSet(int[] parts, string text)
    {
        _parts = parts;
        Text = text;
    }

    /// <summary>As typed.</summary>
    public string Text { get; }

    /// <summary>Reads <c>2xx</c> or <c>200,301</c>.</summary>
    public static bool TryParse(string text, out StatusSet? set)
    {
        string[] words = text.Split(',', StringSplitOptions.TrimEntries);
        int[] parts = new int[words.Length];
        bool isGood = words.Index().All(word => TryParseOne(word.Item, out parts[word.Index]));
        set = isGood ? new StatusSet(parts, text) : null;
        return isGood;
    }

    /// <summary>A status is read as its number, a class (<c>5xx</c>) as its first digit.</summary>
    public static bool TryParseOne(ReadOnlySpan<char> text, out int status)
    {
        bool isClass = text.Length == 3 && text[1..].Equals("xx", StringComparison.OrdinalIgnoreCase);
        bool isNumber = int.TryParse(
            isClass ? text[..1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out status);
        return isNumber && (isClass ? status is >= 1 and <= 9 : status is >= 100 and <= 999);
    }

    public bool Contains(int status) => Array.Exists(_parts, part => part == status || part == status / 100);
}
