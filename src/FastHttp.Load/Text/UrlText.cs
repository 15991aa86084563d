using System;
using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Text;

/// <summary>URLs for people: results are kept, sent around and published.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public static class UrlText
{
    /// <summary>What stands in the place of a password.</summary>
    public const string Secret = "***";

    /// <summary>Returns a URL without the password in it.</summary>
    public static string Blot(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        int start = scheme < 0 ? 0 : scheme + 3;
        int end = url.AsSpan(start).IndexOfAny("/?#");
        int at = url.AsSpan(start, end < 0 ? url.Length - start : end).LastIndexOf('@');
        int colon = at < 0 ? -1 : url.AsSpan(start, at).IndexOf(':');
        return colon < 0 ? url : url[..(start + colon + 1)] + Secret + url[(start + at)..];
    }
}
