using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using FastHttp.Load;
using FastHttp.Load.Planning;
using Runner.Options.Values;

namespace Runner.Planning;

// A list of requests, one a line: [weight] [METHOD] URL [header…] [@body file]. Words are parted by blanks and may
// stand in double quotes; empty lines and those that begin with '#' are left out. A URL may be a path alone; else it
// must name the same host as all others, since a run keeps one set of connections.
internal static class UrlsFile
{
    /// <summary>The first URL of a file that names a host; null where there are paths alone.</summary>
    public static string? FirstUrl(IEnumerable<string> lines) => lines.Select(Words)
        .Where(words => words.Count > 0 && !words[0].StartsWith('#'))
        .SelectMany(words => words.Take(3))
        .FirstOrDefault(word => word.Contains("://", StringComparison.Ordinal));

    /// <param name="lines">The file.</param>
    /// <param name="path">Its name, for messages; body files are looked for beside it.</param>
    /// <param name="url">The URL of the command line, or the first one of the file.</param>
    /// <param name="request">What the command line asks for: its fields go into every entry.</param>
    public static (IReadOnlyList<LoadRequest>? Requests, string? Error) Parse(
        IEnumerable<string> lines, string path, TargetUrl url, LoadOptions request)
    {
        List<LoadRequest> entries = [];
        foreach ((int index, string line) in lines.Index())
        {
            List<string> words = Words(line);
            if (words.Count == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            (LoadRequest? entry, string? error) = ParseLine(words, path, url, request);
            if (entry is null)
            {
                return (null, $"--urls {path}, line {index + 1}: {error}");
            }

            entries.Add(entry);
        }

        return entries.Count > 0
            ? (entries, null)
            : (null, $"--urls {path} has no entry; a line reads: [weight] [METHOD] URL [header...] [@body file]");
    }

    private static (LoadRequest? Entry, string? Error) ParseLine(
        List<string> words, string path, TargetUrl url, LoadOptions request)
    {
        int weight = 1;
        if (int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int typed))
        {
            weight = typed;
            words.RemoveAt(0);
        }

        // A URL alone, as other tools have it: the method and the body are those of the command line.
        bool isBare = words.Count > 0 && (IsUrl(words[0]) || (words.Count == 1 && words[0].AsSpan().ContainsAny(".:")));
        if (weight == 0 || words.Count == 0 || (words.Count == 1 && !isBare))
        {
            return (null, "expected [weight] [METHOD] URL, with a weight of at least 1");
        }

        if (isBare)
        {
            words.Insert(0, request.Method);
        }

        bool isPath = words[1].StartsWith('/');
        TargetUrl? own = TargetUrl.TryParse(isPath ? $"{url.Scheme}://{url.HostField}{words[1]}" : words[1]);
        if (own is null)
        {
            return (null, words.Count > 2 && IsUrl(words[2])
                ? $"'{words[0]}' is no weight; it is a whole number, such as 7"
                : $"invalid URL: {words[1]}");
        }

        bool isSame = own.Host.Equals(url.Host, StringComparison.OrdinalIgnoreCase);
        if (!isSame || own.Port != url.Port || own.IsTls != url.IsTls)
        {
            return (null, $"{words[1]} names another host than {url.Scheme}://{url.HostField}; load each in a run");
        }

        if (words.Skip(2).FirstOrDefault(word => !PathText.IsTextOrFile(word)) is { } nameless)
        {
            return (null, $"'{nameless}' names no file");
        }

        (LoadRequest entry, string? fault) = Build(words, path, own, isBare ? request : request with { Body = null });
        return fault is null ? (entry with { Weight = weight }, null) : (null, fault);
    }

    private static (LoadRequest Entry, string? Fault) Build(
        List<string> words, string path, TargetUrl own, LoadOptions request)
    {
        HeaderList headers = new(own.HostField);
        foreach ((string name, string value) in request.Headers)
        {
            headers.Add($"{name}: {value}");
        }

        ReadOnlyMemory<byte>? body = request.Body;
        foreach (string word in words.Skip(2))
        {
            if (word is ['@', .. string file])
            {
                string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
                body = File.ReadAllBytes(Path.Combine(folder ?? "", file));
                continue;
            }

            headers.Add(word);
        }

        LoadRequest entry = new() { Method = words[0], Target = own.Target, Headers = headers.Pairs, Body = body };
        return (entry, headers.Warnings.Count > 0 ? headers.Warnings[0] : headers.FindFault());
    }

    private static bool IsUrl(string word) => word.StartsWith('/') || word.Contains("://", StringComparison.Ordinal);

    private static List<string> Words(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        bool inQuotes = false;
        bool isOpen = false;
        foreach (char c in line + " ")
        {
            if (c == '"')
            {
                inQuotes = !inQuotes;
                isOpen = true;
            }
            else if (inQuotes || !char.IsWhiteSpace(c))
            {
                word.Append(c);
                isOpen = true;
            }
            else if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }

        return words;
    }
}
