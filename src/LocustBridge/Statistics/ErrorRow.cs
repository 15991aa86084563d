using System;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocustBridge.Statistics;

/// <summary>One kind of failure of a report. Owned by the thread that takes the statistics.</summary>
public sealed class ErrorRow
{
    internal ErrorRow(string method, string name, string error, string? key = null)
    {
        Method = method;
        Name = name;
        Error = error;
        Key = key ?? KeyOf(method, name, error);
    }

    /// <summary>The Type column of the failed requests.</summary>
    public string Method { get; }

    /// <summary>The Name column of the failed requests.</summary>
    public string Name { get; }

    /// <summary>What went wrong.</summary>
    public string Error { get; }

    /// <summary>The key by which masters merge equal failures of several workers.</summary>
    public string Key { get; }

    /// <summary>How often, since the report before.</summary>
    public long Occurrences { get; internal set; }

    /// <summary>When the first of them ended, in seconds since 1970; null where that is not known.</summary>
    public double? FirstSeen { get; internal set; }

    /// <summary>When the last of them ended, in seconds since 1970; null where that is not known.</summary>
    public double? LastSeen { get; internal set; }

    // Python's formula (locust/stats.py since 2.10.2), so that a mixed fleet merges into one row.
    private static string KeyOf(string method, string name, string error)
    {
        string glued = method + "." + name + "." + PythonRepr(error);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(glued)));
    }

    // Python prefers single quotes, unless the text has one and no double quote.
    private static string PythonRepr(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal)
            ? '"'
            : '\'';
        var repr = new StringBuilder(text.Length + 2).Append(quote);
        foreach (char c in text)
        {
            switch (c)
            {
                case '\\':
                    repr.Append("\\\\");
                    break;
                case '\n':
                    repr.Append("\\n");
                    break;
                case '\r':
                    repr.Append("\\r");
                    break;
                case '\t':
                    repr.Append("\\t");
                    break;
                case < ' ' or '\x7f':
                    repr.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
                    break;
                default:
                    repr.Append(c == quote ? "\\" : string.Empty).Append(c);
                    break;
            }
        }

        return repr.Append(quote).ToString();
    }
}
