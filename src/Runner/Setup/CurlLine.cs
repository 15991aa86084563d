using System;
using System.Collections.Generic;
using System.Linq;

namespace Runner.Setup;

// What a curl line sends, in the terms of runner wrk.
internal sealed class CurlLine
{
    // curl's option → ours, for those that have a counterpart with the same value.
    private static readonly Dictionary<string, string> s_same = new(StringComparer.Ordinal)
    {
        ["-X"] = "-m",
        ["--request"] = "-m",
        ["-u"] = "-a",
        ["--user"] = "-a",
        ["-F"] = "-F",
        ["--form"] = "-F",
        ["-x"] = "-x",
        ["--proxy"] = "-x",
        ["--cacert"] = "--cacert",
        ["-E"] = "--cert",
        ["--cert"] = "--cert",
        ["--key"] = "--key",
        ["--unix-socket"] = "--unix-socket",
        ["--resolve"] = "--resolve",
        ["--connect-to"] = "--connect-to",
        ["-m"] = "-T",
        ["--max-time"] = "-T",
        ["--connect-timeout"] = "--connect-timeout",
    };

    private static readonly Dictionary<string, string> s_fields = new(StringComparer.Ordinal)
    {
        ["-A"] = "User-Agent",
        ["--user-agent"] = "User-Agent",
        ["-e"] = "Referer",
        ["--referer"] = "Referer",
    };

    private static readonly HashSet<string> s_bodies = new(StringComparer.Ordinal)
    {
        "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json",
    };

    // Without a counterpart, with a value.
    private static readonly HashSet<string> s_useless = new(StringComparer.Ordinal)
    {
        "-C", "--continue-at", "-c", "--cookie-jar", "-D", "--dump-header", "-K", "--config", "--limit-rate",
        "--max-filesize", "-o", "--output", "--output-dir", "-r", "--range", "--retry", "--retry-delay",
        "--retry-max-time", "--stderr", "--trace", "--trace-ascii", "-w", "--write-out", "-Y", "--speed-limit", "-y",
        "--speed-time", "-z", "--time-cond",
    };

    private readonly List<string> _arguments = [];
    private readonly List<string> _body = [];
    private readonly List<string> _headers = [];
    private string? _url;
    private bool _isJson;
    private bool _isGet;
    private bool _isHead;

    public List<string> Ignored { get; } = [];

    /// <summary>Reads curl's arguments; with an error, the rest of a message.</summary>
    public static (CurlLine Line, string? Error) Parse(IReadOnlyList<string> words)
    {
        CurlLine line = new();
        Stack<string> rest = new(words.Reverse());
        while (rest.TryPop(out string? word))
        {
            if (word.Length < 2 || word[0] != '-')
            {
                line._url = word;
                continue;
            }

            // Letters may stand together, and the value of the last one with them.
            string name = word[1] == '-' ? word : word[..2];
            string glued = word[name.Length..];
            string? value = "";
            if (!TakesValue(name))
            {
                if (glued.Length > 0)
                {
                    rest.Push($"-{glued}");
                }
            }
            else if (glued.Length > 0)
            {
                value = glued;
            }
            else if (!rest.TryPop(out value))
            {
                return (line, $"{name} has no value");
            }

            line.Take(name, value);
        }

        return line._url is null ? (line, "no URL is in the curl line") : (line, null);
    }

    /// <summary>The arguments of runner wrk.</summary>
    public IEnumerable<string> ToArguments()
    {
        string url = _url!.Contains("://", StringComparison.Ordinal) ? _url : $"http://{_url}";
        string body = string.Join('&', _body);
        List<string> result = [.. _arguments];
        if (_isHead)
        {
            result.AddRange(["-m", "HEAD"]);
        }

        foreach (string header in _headers)
        {
            result.AddRange(["-H", header]);
        }

        if (_isGet && body.Length > 0)
        {
            url += (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + body;
        }
        else if (_body.Count > 0)
        {
            result.AddRange(["-b", body]);

            // What curl adds by itself.
            string type = _isJson ? "application/json" : "application/x-www-form-urlencoded";
            if (!_headers.Exists(header => header.StartsWith("content-type:", StringComparison.OrdinalIgnoreCase)))
            {
                result.AddRange(["--content-type", type]);
            }
        }

        return result.Append(url);
    }

    private static bool TakesValue(string name) =>
        s_same.ContainsKey(name) || s_fields.ContainsKey(name) || s_bodies.Contains(name) || s_useless.Contains(name)
        || name is "-H" or "--header" or "-b" or "--cookie" or "--url" or "--data-urlencode" or "-T" or "--upload-file";

    private void Take(string name, string value)
    {
        if (s_same.TryGetValue(name, out string? ours))
        {
            _arguments.AddRange([ours, value]);
        }
        else if (s_fields.TryGetValue(name, out string? field))
        {
            _headers.Add($"{field}: {value}");
        }
        else if (s_bodies.Contains(name))
        {
            _body.Add(value);
            _isJson |= name == "--json";
        }
        else
        {
            TakeOther(name, value);
        }
    }

    private void TakeOther(string name, string value)
    {
        switch (name)
        {
            case "-H" or "--header" when value.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)
                || value.StartsWith("accept-encoding:", StringComparison.OrdinalIgnoreCase):
                Ignored.Add(value);
                break;
            case "-H" or "--header":
                _headers.Add(value);
                break;
            case "-b" or "--cookie":
                _headers.Add($"Cookie: {value}");
                break;
            case "--url":
                _url = value;
                break;
            case "--data-urlencode":
                int equals = value.IndexOf('=', StringComparison.Ordinal) + 1;
                _body.Add(value[..equals] + Uri.EscapeDataString(value[equals..]));
                break;
            case "-T" or "--upload-file":
                _arguments.AddRange(["-m", "PUT", "-b", $"@{value}"]);
                break;
            case "-k" or "--insecure":
                _arguments.Add("-k");
                break;
            case "-L" or "--location":
                _arguments.AddRange(["--redirects", "10"]);
                break;
            case "-G" or "--get":
                _isGet = true;
                break;
            case "-I" or "--head":
                _isHead = true;
                break;
            case "-4" or "-6" or "--ipv4" or "--ipv6":
                _arguments.Add(name);
                break;
            default:
                Ignored.Add(name);
                break;
        }
    }
}
