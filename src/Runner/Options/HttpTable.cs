using System;
using System.Collections.Generic;
using FastHttp.Load.Text;
using Runner.Options.Entries;
using static Runner.Options.Values.Reads<Runner.Options.HttpOptions>;

namespace Runner.Options;

// The options of `runner http`: those of `runner wrk` that one request has a use for, by the same names, letters and
// rules, and those on what is shown.
internal static class HttpTable
{
    private static readonly OptionSpec<HttpOptions> s_timeout = new("timeout", 'T')
    {
        Group = OptionGroup.Response,
        Scope = OptionScope.Http,
        ValueName = "T",
        Default = "30s",
        Expected = "a time such as 30s or 500ms",
        Help = "how long to wait: 500ms, 1m",
        Read = Value<TimeSpan>(NumberSyntax.TryParseTime, (o, v) => o with { Timeout = v }),
    };

    private static readonly OptionSpec<HttpOptions> s_include = new("include", 'i')
    {
        Group = OptionGroup.Response,
        Scope = OptionScope.Http,
        Help = "shows status and header fields too",
        Read = Flag(o => o with { Includes = true }),
    };

    private static readonly OptionSpec<HttpOptions> s_json = new("json")
    {
        Group = OptionGroup.Response,
        Scope = OptionScope.Http,
        Help = "shows everything as JSON",
        Details = "`{status, reason, headers, bodyBase64, keepAlive, error, timings}`.",
        Read = Flag(o => o with { IsJson = true }),
    };

    public static readonly IReadOnlyList<OptionSpec<HttpOptions>> All =
    [
        .. OptionTable.SharedWith<HttpOptions>(
            OptionScope.Http, o => o.Load, (o, load) => o with { Load = load }),
        s_timeout, s_include, s_json,
    ];
}
