using System;
using System.Collections.Generic;
using FastHttp.Load.Planning;

namespace Runner.Cli;

// The options on what is asked, without a script.
internal static class RequestTable
{
    public static readonly OptionSpec Method = new("method", 'm')
    {
        IsAddition = true,
        IsValid = text => text.Length > 0 && text.AsSpan().IndexOfAnyExcept(HttpText.Token) < 0,
        Expected = "an HTTP method such as POST",
    };

    public static readonly OptionSpec Body = new("body", 'b')
    {
        IsAddition = true,
        IsValid = _ => true,
        Expected = "the body's text, @FILE or @-",
    };

    public static readonly OptionSpec Form = new("form", 'F')
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = text => text.IndexOf('=', StringComparison.Ordinal) > 0,
        Expected = "name=value or name=@FILE",
    };

    public static readonly OptionSpec ContentType = new("content-type")
    {
        IsAddition = true,
        IsValid = IsText,
        Expected = "a media type such as application/json",
    };

    public static readonly OptionSpec Auth = new("auth", 'a')
    {
        IsAddition = true,
        IsValid = text => text.Contains(':', StringComparison.Ordinal),
        Expected = "user:password",
    };

    public static readonly OptionSpec Cookie = new("cookie")
    {
        IsAddition = true,
        IsRepeatable = true,
        IsValid = text => text.IndexOf('=', StringComparison.Ordinal) > 0,
        Expected = "name=value",
    };

    public static readonly OptionSpec CookieJar = new("cookie-jar") { IsAddition = true };

    public static readonly OptionSpec Redirects = new("redirects")
    {
        IsAddition = true,
        IsValid = text => HttpText.TryParseRedirects(text, out _),
        Expected = "a number of redirects from 0 to 1000",
    };

    public static readonly OptionSpec NoKeepAlive = new("no-keepalive") { IsAddition = true };

    public static readonly OptionSpec RequestsPerConnection = new("requests-per-connection")
    {
        IsAddition = true,
        IsValid = text => LoadNumbers.TryParseCount(text, out _),
        Expected = "a number of requests, at least 1",
    };

    public static readonly OptionSpec Urls = new("urls")
    {
        IsAddition = true,
        IsValid = IsText,
        Expected = "the path of a file",
    };

    public static readonly OptionSpec UrlsOrder = new("urls-order")
    {
        IsAddition = true,
        IsValid = OptionTable.IsOneOf<RequestOrder>,
        Expected = "seq, random or shuffle",
    };

    public static readonly OptionSpec Data = new("data")
    {
        IsAddition = true,
        IsValid = IsText,
        Expected = "the path of a CSV file",
    };

    public static readonly OptionSpec DataMode = new("data-mode")
    {
        IsAddition = true,
        IsValid = OptionTable.IsOneOf<DataMode>,
        Expected = "sequential, random, unique or circular",
    };

    public static readonly OptionSpec DryRun = new("dry-run") { IsAddition = true };

    public static readonly OptionSpec Trace = new("trace") { IsAddition = true };

    public static readonly IReadOnlyList<OptionSpec> All =
    [
        Method, Body, Form, ContentType, Auth, Cookie, CookieJar, Redirects, NoKeepAlive, RequestsPerConnection, Urls,
        UrlsOrder, Data, DataMode, DryRun, Trace,
    ];

    private static bool IsText(string text) => text.Length > 0;
}
