using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using FastHttp.Load.Text;
using Runner.Options.Entries;

namespace Runner.Options.Parsing;

// What the habits of other tools' users mean here: a line that follows wrk's own message. Pure tables.
internal static class HabitHints
{
    private static readonly Dictionary<char, string> s_letters = new()
    {
        ['z'] = "the duration (hey, oha) is -d here: -d 10s",
        ['q'] = "the rate (hey, oha) is -R here, for all connections together: -R 1000",
        ['r'] = "the rate (bombardier) is -R here, the number of requests -n, and redirects (oha) are --redirects N",
        ['l'] = "the percentiles (bombardier, autocannon) are printed with -L, or --latency",
        ['u'] = "virtual users (k6) are connections here: -c 50",
        ['i'] = "the number of requests (k6, ab) is -n here; 'runner http -i URL' shows a response",
        ['A'] = "basic authentication (ab, hey's -a) is -a here: -a USER:PASSWORD",
        ['C'] = "a cookie (ab) is --cookie here: --cookie k=v",
        ['D'] = "a body from a file (hey, oha) is -b here: -b @FILE",
        ['f'] = "a body from a file (bombardier) is -b @FILE here, and a script (Locust) is -s FILE",
        ['X'] = "the method (curl) is -m here, and a proxy (ab) is -x",
        ['W'] = "the warm-up (autocannon) is -w here: -w 5s",
        ['E'] = "a client certificate (ab) is --cert FILE --key FILE here, and an expected body --expect-body",
        ['V'] = "the version is -v, or --version",
        ['h'] = "all options in groups: runner help wrk",
    };

    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        ["http2"] = "only HTTP/1.1 is spoken here; for HTTP/2 use oha, h2load or k6",
        ["h2"] = "only HTTP/1.1 is spoken here; for HTTP/2 use oha, h2load or k6",
        ["vus"] = "virtual users (k6) are connections here: -c 50",
        ["users"] = "users (Locust) are connections here: -c 50",
        ["http-debug"] = "requests and responses of a scenario (k6) are shown by --trace here",
        ["iterations"] = "the number of requests (k6) is -n here",
        ["qps"] = "the rate is -R here: -R 1000",
        ["rps"] = "the rate is -R here: -R 1000",
        ["connections-per-second"] = "connections are kept open; a new one for each request is --no-keepalive",
        ["disable-keepalive"] = "a connection for each request is --no-keepalive here",
        ["amount"] = "the number of requests (autocannon) is -n here",
        ["urls-from-file"] = "several URLs (oha) are --urls FILE here",
        ["query-per-second"] = "the rate is -R here: -R 1000",
        ["redirect"] = "redirects (oha) are --redirects N here",
        ["data-binary"] = "the body (curl) is -b here: -b TEXT or -b @FILE",
        ["request"] = "the method (curl) is -m here, the number of requests -n",
        ["user"] = "basic authentication (curl) is -a here: -a USER:PASSWORD",
        ["location"] = "redirects (curl) are followed with --redirects N here",
        ["max-time"] = "the limit of a response is -T here: -T 2s",
        ["out"] = "results go to a file with --json FILE",
    };

    public static string? OfLetter(char letter) => s_letters.GetValueOrDefault(letter);

    /// <summary>For a long option that is not known.</summary>
    public static string? OfName(string name)
    {
        if (s_names.TryGetValue(name, out string? hint))
        {
            return hint;
        }

        string? near = Spelling.Nearest(name, OptionTable.All.Select(option => option.Name));
        return near is null ? null : $"did you mean --{near}?";
    }

    /// <summary>For a value that an option of wrk's cannot take.</summary>
    public static string? OfValue(OptionSpec option, string value)
    {
        bool isTime = NumberSyntax.TryParseTime(value, out _);
        return option == OptionTable.Duration ? "-d is the duration here, such as 10s; the body is -b"
            : option == OptionTable.Threads && isTime
                ? "-t is the number of threads here; the timeout is -T, the duration -d"
            : option == OptionTable.Timeout ? "-T is the timeout here, such as 2s; the media type is --content-type"
            : option == OptionTable.Threads || option == OptionTable.Connections
                ? $"{option.Spelling} takes {option.Expected}"
            : null;
    }

    /// <summary>For a word that is no URL.</summary>
    public static string? OfUrl(string text) =>
        text.Contains("://", StringComparison.Ordinal) && text.Trim().Any(letter => letter is <= ' ' or >= '\u007f')
            ? $"percent-encode it: {Encode(text.Trim())}"
        : HasNoPort(text) ? "a port is a number from 0 to 65535"
        : text.StartsWith('-') ? "options stand before '--'"
        : text.StartsWith(':') ? $"write the URL in full: http://127.0.0.1{text}"
        : text.Contains("://", StringComparison.Ordinal) ? "a URL reads http://HOST:PORT/PATH or https://..."
        : text.StartsWith('/') ? $"write the URL in full: http://127.0.0.1:8080{text}"
        : text.Length > 0 ? $"write the URL in full: http://{text.TrimStart()}"
        : null;

    private static bool HasNoPort(string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        string host = start < 3 ? "" : text[start..].Split('/', '?', '#')[0];
        host = host[(host.LastIndexOf('@') + 1)..];
        string port = host[(host.LastIndexOf(':') + 1)..];
        return port.Length > 0 && port.Length < host.Length
            && !host.EndsWith(']')
            && !(
                int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 65535);
    }

    // What a URL may not hold as it is; what is encoded already stays.
    private static string Encode(string url) => string.Concat(url.EnumerateRunes().Select(rune =>
        rune.Value is <= ' ' or >= 0x7f ? Uri.EscapeDataString(rune.ToString()) : rune.ToString()));
}
