using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Planning;
using Runner.Options.Entries;
using Runner.Options.Values;
using static Runner.Options.Values.Reads<Runner.Options.CliOptions>;

namespace Runner.Options;

// The options on what is asked, without a script.
internal static class RequestTable
{
    private const OptionScope Everywhere = OptionScope.Wrk | OptionScope.Http | OptionScope.Locust;

    private const string WhyNoScript = "a script says itself what is sent; set wrk.method and wrk.body in it";

    private static readonly OptionRule s_script = new("script", WhyNoScript);

    // What the option on a script is called there.
    private static readonly OptionVariant s_inLocust =
        new() { Excludes = [new("locustfile", WhyNoScript), new("user-class", WhyNoScript)] };

    public static readonly OptionSpec<CliOptions> Method = new("method", 'm')
    {
        Group = OptionGroup.Request,
        Scope = Everywhere,
        InLocust = s_inLocust,
        ValueName = "M",
        Default = "GET, or POST where there is a body",
        Expected = "an HTTP method such as POST",
        Help = "the method",
        Excludes = [s_script],
        Read = Text(
            text => HeaderList.IsToken(text),
            (o, v) => o with { Request = o.Request with { Method = v } }),
    };

    public static readonly OptionSpec<CliOptions> Body = new("body", 'b')
    {
        Group = OptionGroup.Request,
        Scope = Everywhere,
        InLocust = s_inLocust,
        ValueName = "B",
        Expected = "the body's text, @FILE or @-",
        Help = "the body: a text, @FILE, or @- for standard input",
        Excludes = [s_script, new("form", "both are the body")],
        Read = Text(PathText.IsTextOrFile, (o, v) => o with { Request = o.Request with { Body = v } }),
    };

    public static readonly OptionSpec<CliOptions> Form = new("form", 'F')
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Http,
        IsRepeatable = true,
        ValueName = "K=V",
        Expected = "name=value or name=@FILE",
        Help = "form field; K=@FILE sends a file as multipart",
        Excludes = [s_script],
        Read = Text(IsFormField, (o, v) => o with { Request = o.Request with { Form = [.. o.Request.Form, v] } }),
    };

    public static readonly OptionSpec<CliOptions> ContentType = new("content-type")
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Http,
        ValueName = "T",
        Default = "by the body",
        Expected = "a media type such as application/json",
        Help = "media type of the body",
        Details = "By the body: `application/json` where the file's name or the body says so, else that of a form, as "
            + "curl's.",
        Read = Path((o, v) => o with { Request = o.Request with { ContentType = v } }),
    };

    public static readonly OptionSpec<CliOptions> Auth = new("auth", 'a')
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Http,
        ValueName = "USER:PW",
        Expected = "user:password",
        Help = "basic authentication",
        Conceal = text => SecretText.After(text, ':'),
        Read = Text(
            text => text.Contains(':', StringComparison.Ordinal),
            (o, v) => o with { Request = o.Request with { Auth = v } }),
    };

    public static readonly OptionSpec<CliOptions> Cookie = new("cookie")
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Http,
        IsRepeatable = true,
        ValueName = "K=V",
        Expected = "name=value",
        Help = "sends a cookie",
        Conceal = text => SecretText.After(text, '='),
        Read = Text(
            text => text.IndexOf('=', StringComparison.Ordinal) > 0,
            (o, v) => o with { Request = o.Request with { Cookies = [.. o.Request.Cookies, v] } }),
    };

    public static readonly OptionSpec<CliOptions> CookieJar = new("cookie-jar")
    {
        Group = OptionGroup.Request,
        Help = "sends back what responses set; one jar for each connection",
        Read = Flag(o => o with { Request = o.Request with { KeepsCookies = true } }),
    };

    public static readonly OptionSpec<CliOptions> Redirects = new("redirects")
    {
        Group = OptionGroup.Request,
        ValueName = "N",
        Default = "0",
        Expected = "a number of redirects from 0 to 1000",
        Help = "follows N redirects within the origin of the URL",
        Read = Value<int>(
            HttpText.TryParseRedirects, (o, v) => o with { Request = o.Request with { MaxRedirects = v } }),
    };

    public static readonly OptionSpec<CliOptions> NoKeepAlive = new("no-keepalive")
    {
        Group = OptionGroup.Connection,
        Help = "a connection for each request",
        Read = Flag(o => o with { Request = o.Request with { NoKeepAlive = true } }),
    };

    public static readonly OptionSpec<CliOptions> RequestsPerConnection = new("requests-per-connection")
    {
        Group = OptionGroup.Connection,
        ValueName = "N",
        Expected = "a number of requests, at least 1",
        Help = "a new connection after N requests",
        Read = Value<long>(
            LoadNumbers.TryParseCount, (o, v) => o with { Request = o.Request with { RequestsPerConnection = v } }),
    };

    public static readonly OptionSpec<CliOptions> Urls = new("urls")
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Locust,
        InLocust = s_inLocust,
        ValueName = "FILE",
        TakesFile = true,
        Expected = "the path of a file",
        Help = "requests from a file: [weight] [METHOD] URL [header...] [@body file]",
        Excludes = [s_script],
        Read = Path((o, v) => o with { Request = o.Request with { UrlsPath = v } }),
    };

    public static readonly OptionSpec<CliOptions> UrlsOrder = new("urls-order")
    {
        Group = OptionGroup.Request,
        ValueName = "O",
        Default = "seq",
        Expected = "seq, random or shuffle",
        Help = "the order of that file: seq, random or shuffle",
        Read = Choice<RequestOrder>((o, v) => o with { Request = o.Request with { UrlsOrder = v } }),
    };

    public static readonly OptionSpec<CliOptions> Data = new("data")
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Locust,
        InLocust = s_inLocust,
        ValueName = "FILE",
        TakesFile = true,
        Expected = "the path of a CSV file",
        Help = "fills {{column}} in URL, headers and body from a CSV file",
        Details = "The value is escaped in the URL, and stays as it is elsewhere; `{{column:json}}` and "
            + "`{{column:url}}` escape.",
        Excludes = [s_script],
        Read = Path((o, v) => o with { Request = o.Request with { DataPath = v } }),
    };

    public static readonly OptionSpec<CliOptions> DataMode = new("data-mode")
    {
        Group = OptionGroup.Request,
        ValueName = "M",
        Default = "sequential",
        Expected = "sequential, random, unique or circular",
        Help = "which row is next: sequential, random, unique or circular",
        Needs = [new("data")],
        Read = Choice<DataMode>((o, v) => o with { Request = o.Request with { DataMode = v } }),
    };

    public static readonly OptionSpec<CliOptions> DryRun = new("dry-run")
    {
        Group = OptionGroup.Request,
        Scope = OptionScope.Wrk | OptionScope.Http,
        Help = "prints what would be sent first, and sends nothing",
        Read = Flag(o => o with { Request = o.Request with { DryRun = true } }),
    };

    private static readonly string[] s_judging =
        ["threshold", "expect-status", "expect-body", "abort-on-fail", "exit-code-on-error"];

    private static readonly string[] s_measuring =
    [
        "json", "html", "csv", "hdr", "timeseries", "junit", "output", "format", "prometheus-addr", "otel", "repeat",
    ];

    public static readonly OptionSpec<CliOptions> Trace = new("trace")
    {
        Group = OptionGroup.Request,
        Help = "with a scenario: runs it once and shows every request, response and check",
        Excludes =
        [
            .. s_judging.Select(name => new OptionRule(name, "a trace shows what happens, and judges nothing else")),
            .. s_measuring.Select(name => new OptionRule(name, "a trace measures nothing")),
            new("dry-run", "the one sends requests, the other does not"),
        ],
        Read = Flag(o => o with { Request = o.Request with { Trace = true } }),
    };

    public static readonly IReadOnlyList<OptionSpec<CliOptions>> All =
    [
        Method, Body, Form, ContentType, Auth, Cookie, CookieJar, Redirects, Urls, UrlsOrder, Data, DataMode, DryRun,
        Trace, NoKeepAlive, RequestsPerConnection,
    ];

    private static bool IsFormField(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && PathText.IsTextOrFile(text[(equals + 1)..]);
    }
}
