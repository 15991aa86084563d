using System.Collections.Generic;
using Runner.Scripting;

namespace Runner.Tests.Native;

/// <summary>
/// A line for each command, and for each format that a library reads or writes, since what native code lacks is found
/// only where it is run. <c>|</c> stands between words, <c>$name</c> for what <see cref="CommandFolder"/> has made.
/// What matters of a command is in the tests of that command.
/// </summary>
internal static class CommandTable
{
    public static IReadOnlyList<CommandRow> Rows { get; } =
    [
        new("wrk", "wrk|-t1|-c2|-n20|-T60s|--latency|$url/", "\n  20 requests in "),
        new("wrk over TLS", "wrk|-t1|-c2|-n20|-T60s|-4|$tls/", "\n  20 requests in "),
        new("wrk on sockets", "wrk|-t1|-c2|-n20|-T60s|--transport|sockets|$url/", "\n  20 requests in "),
        new("wrk, Lua 5.4", "wrk|-t1|-c1|-n9|-T60s|--lua|lua54|-s|$script|$url/", "\n  9 requests in "),
        new("wrk, LuaJIT", "wrk|-t1|-c1|-n9|-T60s|--lua|luajit|-s|$script|$url/", "\n  9 requests in ")
        {
            OnLuaJit = true,
        },
        new("YAML", "wrk|-T60s|--config|$dir/run.yaml", "\n  7 requests in "),
        new("CSV data", "wrk|--dry-run|--data|$dir/users.csv|$url/user/{{id}}", "GET /user/17 HTTP/1.1\r\n"),
        new("all formats", "wrk|-t1|-c1|-n5|-T60s|--json|-|--csv|$dir/a.csv|--hdr|$dir/a.hdr"
            + "|--timeseries|$dir/a.ndjson|--junit|$dir/a.xml|--html|$dir/a.html|--threshold|p99<1h|$url/",
            "\"schema\": \"runner/1\""),
        new("summary", "wrk|-t1|-c1|-n5|-T60s|--summary|full|$url/", "5 sent, 5 answered"),
        new("usage", "wrk", "Usage: wrk <options> <url>") { ExitCode = 1 },
        new("http", "http|-i|$url/user/17", "\r\n\r\n{\"id\":17,"),
        new("http over TLS", "http|-k|$tls/user/17", "{\"id\":17,"),
        new("http on a Unix socket", "http|--unix-socket|$unix|http://h/user/17", "{\"id\":17,"),
        new("http as JSON", "http|--json|$url/user/17", "\"status\":200,"),
        new("locust", "locust|--headless|-u2|-t1|--wait|constant:0.01|--json|$url/", "\"method\": \"GET\""),
        new("locust, Lua", "locust|--headless|-t1|-f|$script|--json|$url", "\"method\": \"GET\""),
        new("locust's tables", "locust|--headless|-t1|--only-summary|--csv|$dir/l|--html|$dir/l.html|$url/", ""),
        new("report", "report|$json|-o|-", "<!DOCTYPE html>"),
        new("compare", "compare|$json|$json", "p99"),
        new("compare as a page", "compare|$json|$json|--html|-", "<!DOCTYPE html>"),
        new("repeat", "repeat|2|--|wrk|-t1|-c1|-n5|-T60s|$url/|--|wrk|-t1|-c2|-n5|-T60s|$url/", "configuration 2"),
        new("demo", "demo|-d|200ms", "\nRequests/sec: "),
        new("doctor", "doctor", " open files ") { MayFail = true },
        new("from-curl", "from-curl|curl -H 'A: b' http://h/x", "runner wrk -H 'A: b' http://h/x\n"),
        new("completion", "completion|bash", "_runner() {\n"),
        new("help", "help", "\nCommands\n"),
        new("help on a topic", "help|thresholds", "p99<250ms"),
        new("help of a command", "help|serve", "--unix-socket"),
        new("version", "--version", "runner "),
    ];

    /// <summary>Those that this machine can run.</summary>
    public static IEnumerable<CommandRow> Runnable
    {
        get
        {
            foreach (CommandRow row in Rows)
            {
                if (!row.OnLuaJit || LuaApi.LuaJit is not null)
                {
                    yield return row;
                }
            }
        }
    }
}
