using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FastHttp;
using FastHttp.Load;
using FastHttp.Load.Planning;
using Runner.Options.Parsing;
using Runner.Planning;

namespace Runner.Tests.Planning;

public sealed class RequestOptionTests : IDisposable
{
    private const string Line = "HTTP/1.1\r\nHost: h\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("runner-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("-m DELETE", $"DELETE / {Line}\r\n")]
    [InlineData("-m POST", $"POST / {Line}Content-Length: 0\r\n\r\n")]
    [InlineData("-b hello",
        $"POST / {Line}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("-b hello -m PUT --content-type text/plain",
        $"PUT / {Line}Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("-b x -H Content-Type:a/b --content-type text/plain",
        $"POST / {Line}Content-Type: a/b\r\nContent-Length: 1\r\n\r\nx")]
    [InlineData("-F a=1 -F b=x&y",
        $"POST / {Line}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 11\r\n\r\n"
        + "a=1&b=x%26y")]
    [InlineData("-a user:p:w", $"GET / {Line}Authorization: Basic dXNlcjpwOnc=\r\n\r\n")]
    [InlineData("--cookie a=b --cookie c=d", $"GET / {Line}Cookie: a=b; c=d\r\n\r\n")]
    [InlineData("--no-keepalive", $"GET / {Line}Connection: close\r\n\r\n")]
    [InlineData("-p 2", $"GET / {Line}\r\nGET / {Line}\r\n")]
    [InlineData("-x http://p:3128", $"GET http://h/ {Line}\r\n")]
    public void Bytes(string line, string expected) =>
        Assert.Equal(expected, First([.. line.Split(' '), "http://h/"]));

    [Fact]
    public void A_body_may_come_from_a_file() =>
        Assert.EndsWith("Content-Length: 2\r\n\r\n\0\u00FF", First("-b", $"@{Save("b", [0, 255])}", "http://h/"));

    [Fact]
    public void A_form_with_a_file_has_parts()
    {
        string sent = First("-F", "k=v", "-F", $"f=@{Save("up.bin", [65, 66])}", "http://h/");
        Assert.Matches("Content-Type: multipart/form-data; boundary=runner-[0-9a-f]{32}\r\n", sent);
        Assert.Contains("Content-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n", sent, StringComparison.Ordinal);
        Assert.Contains(
            "name=\"f\"; filename=\"up.bin\"\r\nContent-Type: application/octet-stream\r\n\r\nAB\r\n",
            sent,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":1}", null, "application/json")]
    [InlineData(" [1, 2]\n", null, "application/json")]
    [InlineData("{\"n\": \"{{name}}\"}", null, "application/json")]
    [InlineData("{\"n\": {{id}}, \"m\": 1}", null, "application/json")]
    [InlineData("{{name}}", null, "application/x-www-form-urlencoded")]
    [InlineData("{a}", null, "application/x-www-form-urlencoded")]
    [InlineData("a=1", null, "application/x-www-form-urlencoded")]
    [InlineData("", null, "application/x-www-form-urlencoded")]
    [InlineData("x", "item.json", "application/json")]
    [InlineData("x", "item.xml", "application/xml")]
    [InlineData("{\"a\":1}", "item.bin", "application/json")]
    public void W21_A_body_says_what_it_is(string body, string? file, string type)
    {
        string text = file is null ? body : $"@{Save(file, Encoding.UTF8.GetBytes(body))}";
        Assert.Contains($"\r\nContent-Type: {type}\r\n", First("-b", text, "http://h/"), StringComparison.Ordinal);
    }

    [Fact]
    public void W24_Cookies_of_both_options_are_one_field()
    {
        string sent = First("-H", "cookie: a=1", "--cookie", "b=2", "--cookie", "c=3", "http://h/");
        Assert.Equal($"GET / {Line}cookie: a=1; b=2; c=3\r\n\r\n", sent);
    }

    [Theory]
    [InlineData("-H|Authorization: x|-a|u:p", "-a has no effect: -H says 'Authorization' already")]
    [InlineData("-H|connection: x|--no-keepalive", "--no-keepalive has no effect: -H says 'connection' already")]
    [InlineData(
        "-H|Content-Type: x|-b|b|--content-type|y", "--content-type has no effect: -H says 'Content-Type' already")]
    public void W24_What_has_no_effect_is_said(string line, string warning) =>
        Assert.Equal([warning], Plan([.. line.Split('|'), "http://h/"]).Warnings);

    [Theory]
    [InlineData("host: x")]
    [InlineData("HOST: x")]
    public void W27_There_is_one_Host_however_it_is_written(string header)
    {
        Assert.Equal("GET / HTTP/1.1\r\nHost: x\r\n\r\n", First("-H", header, "http://h/"));
        Assert.Empty(Plan("-H", header, "http://h/").Warnings);
    }

    [Theory]
    [InlineData("'{{name:json}}'", "'a \\u0022q\\u0022 b'")]
    [InlineData("{{name:url}}", "a%20%22q%22%20b")]
    [InlineData("{{ name : json }}", "a \\u0022q\\u0022 b")]
    [InlineData("{{name}}", "a \"q\" b")]
    public void W22_A_column_is_escaped_as_asked(string body, string expected)
    {
        string data = Save("d.csv", "name\n\"a \"\"q\"\" b\"\n"u8);
        string sent = First("--data", data, "-b", body, "http://h/");
        Assert.EndsWith($"\r\n\r\n{expected}", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void Traits_follow_the_method()
    {
        Assert.Equal([RequestTraits.Head | RequestTraits.Idempotent], Traits("-m", "HEAD", "http://h/"));
        Assert.Equal([RequestTraits.None], Traits("-m", "POST", "http://h/"));
        Assert.Equal(
            [RequestTraits.Idempotent | RequestTraits.Close], Traits("--requests-per-connection=1", "http://h/"));
    }

    [Fact]
    public void Columns_are_filled_where_they_stand()
    {
        string data = Save("d.csv", "id,name\n7,\"a b,\"\"c\"\"\"\n"u8);
        Assert.Equal(
            ($"POST /u/7?n=a%20b%2C%22c%22 {Line}X: a b,\"c\"\r\nContent-Type: application/json\r\n"
                + $"Content-Length: 13\r\n\r\n{{\"n\":\"a b,\"c\"\"}}")
                .Replace("13", "15", StringComparison.Ordinal),
            First("--data", data, "-H", "X: {{name}}", "-b", "{\"n\":\"{{ name }}\"}", "http://h/u/{{id}}?n={{name}}"));
    }

    [Theory]
    [InlineData("id\n", "has no rows")]
    [InlineData("id\n1\n", "{{name}} is not a column of the data; there are id")]
    [InlineData("name\n\"a\nb\"\n", "row 1 of the data has a line break in 'name'")]
    public void Bad_data_is_refused(string csv, string reason)
    {
        string data = Save("d.csv", Encoding.UTF8.GetBytes(csv));
        Assert.Contains(reason, Error("--data", data, "-H", "X: {{name}}", "http://h/"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_urls_sends_each_as_often_as_it_weighs()
    {
        Save("body", "BODY"u8);
        string urls = Save("u", "# a list\n\n2 GET /a \"X: 1 2\"\nPOST http://h/b @body\n"u8);
        string a = $"GET /a {Line}X: 1 2\r\n\r\n";
        Assert.Equal(
            $"{a}{a}POST /b {Line}Content-Length: 4\r\n\r\nBODY{a}", First("--urls", urls, "-p", "4", "http://h/"));
    }

    [Fact]
    public void U5_A_list_of_urls_alone_needs_nothing_else()
    {
        string urls = Save("u", "# oha's format\nhttp://h/a\n3 http://h/b?c=d\n"u8);
        Assert.Equal(
            $"GET /a {Line}\r\nGET /b?c=d {Line}\r\n", First("--urls", urls, "-p", "2"));
        Assert.Equal(
            $"PUT /a {Line}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi",
            First("--urls", Save("v", "http://h/a\n"u8), "-m", "PUT", "--content-type", "text/plain", "-b", "hi"));
        RunPlan plan = Plan("--urls", urls);
        Assert.Equal("http://h/a", plan.Url);
        Assert.Equal(["GET /a", "GET /b?c=d"], plan.Entries!.Entries.Select(entry => entry.Name));
        Assert.Equal([0, 1, 1, 1], plan.Entries.Sequence);
    }

    [Fact]
    public void U5_Urls_without_a_host_say_what_is_missing()
    {
        string paths = Save("u", "GET /\n"u8);
        Assert.Contains("the URL is missing: --urls ", Error("--urls", paths), StringComparison.Ordinal);
        Assert.Contains("cannot read --urls ", Error("--urls", "/nonexistent/u"), StringComparison.Ordinal);
        Assert.Contains(
            "names another host than http://h",
            Error("--urls", Save("v", "http://h/\nhttp://i/\n"u8)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET http://other/", "names another host")]
    [InlineData("GET https://h/", "names another host")]
    [InlineData("GET", "expected [weight] [METHOD] URL")]
    [InlineData("0 GET /", "expected [weight] [METHOD] URL")]
    [InlineData("7x GET /a", "'7x' is no weight; it is a whole number, such as 7")]
    [InlineData("GET ftp://h/", "invalid URL: ftp://h/")]
    [InlineData("GET / NoColon", "it has no colon")]
    [InlineData("POST / @", "'@' names no file")]
    public void A_bad_line_is_named(string line, string reason)
    {
        string error = Error("--urls", Save("u", Encoding.UTF8.GetBytes($"GET /\n{line}\n")), "http://h/");
        Assert.Contains(", line 2: ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unique_rows_are_a_budget()
    {
        string data = Save("d.csv", "id\n1\n2\n3\n"u8);
        Assert.Equal(3, Plan("--data", data, "--data-mode=unique", "http://h/{{id}}").Load.Requests);
        Assert.Equal(2, Plan("--data", data, "--data-mode=unique", "-n2", "http://h/{{id}}").Load.Requests);
    }

    [Fact]
    public void Filling_a_request_allocates_nothing()
    {
#if !DEBUG
        string data = Save("d.csv", "id,name\n1,a\n2,b\n3,\"c d\"\n"u8);
        string urls = Save("u", "3 GET /a/{{id}} \"X: {{name}}\"\nPOST /b\n"u8);
        RunPlan plan = Plan(
            "-t1", "--data", data, "--urls", urls, "--urls-order=shuffle", "--requests-per-connection=5", "http://h/");
        using FastHttp.Load.Sources.RequestSource source = RequestSources.For(plan)[0];
        Testing.AllocationAssert.Zero(() => source.TryNext(3, out _));
#endif
    }

    private static string First(params string[] args) =>
        Encoding.Latin1.GetString(RequestSources.FirstBatch(Plan(args)));

    private static RequestTraits[] Traits(params string[] args) => [.. Plan(args).Request.Traits];

    private static string Error(params string[] args) => RunPlanner.Plan(CliParser.Parse(args).Options).Error!.Message!;

    private static RunPlan Plan(params IReadOnlyList<string> args)
    {
        (RunPlan? plan, PlanError? error) = RunPlanner.Plan(CliParser.Parse(args).Options);
        Assert.Null(error);
        return plan!;
    }

    private string Save(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
