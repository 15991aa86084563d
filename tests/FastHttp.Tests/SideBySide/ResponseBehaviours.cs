using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;

namespace FastHttp.Tests.SideBySide;

/// <summary>What becomes of bytes that a server sends: responses, redirects, cookies, codings.</summary>
internal static class ResponseBehaviours
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Created = "HTTP/1.1 201 Created\r\n";
    private const string Found = "HTTP/1.1 302 X\r\n";
    private const string Empty = "Content-Length: 0\r\n\r\n";

    private static readonly string[] s_cookies =
    [
        "a=1", "a=1; Path=/x", "a=1; Domain=other.test", "a=1; Max-Age=0", "a=1; HttpOnly; Secure", "a=\u00e4", "a",
        "=1", "a=1; Expires=Thu, 01 Jan 2037 00:00:00 UTC", "a=\"q\"",
    ];

    public static IEnumerable<Behaviour> All() => [.. Answers(), .. Faults(), .. Redirects(), .. Cookies()];

    private static IEnumerable<Behaviour> Answers()
    {
        yield return Raw("a length", Ok + "Content-Length: 4\r\n\r\nbody");
        yield return Raw("a body to the end", Ok + "\r\nbody");
        yield return Raw("chunks", Ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2;x=y\r\ndy\r\n0\r\n\r\n");
        yield return Raw(
            "trailers", Ok + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nX-T: a\r\nX-T: b\r\n\r\n");
        yield return Raw("no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("another reason", "HTTP/1.1 299 Done so far\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("version 1.0", "HTTP/1.0 200 OK\r\n\r\nbody");
        yield return Raw("204", "HTTP/1.1 204 No Content\r\n\r\n");
        yield return Raw("a 101 unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        yield return Raw("304", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n");
        yield return Raw("404", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
        yield return Raw("503 with Retry-After", "HTTP/1.1 503 Busy\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("interim", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Ok + "Content-Length: 0\r\n\r\n");
        yield return Raw("equal fields", Ok + "X-A: 1\r\nx-a: 2\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("blanks around values", Ok + "X-A: \t a b \t\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("a folded value", Ok + "X-A: a\r\n b\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("a value in Latin-1", Ok + "X-A: \u00e4\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("three hundred fields", Ok + string.Concat(Enumerable.Range(0, 300).Select(Field)) + "\r\n");
        yield return Raw("a content type", Ok + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("an invalid date", Ok + "Date: never\r\nExpires: 0\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("an empty value", Ok + "X-A:\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("a length twice", Ok + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody");
        yield return Raw("a line feed alone", "HTTP/1.1 200 OK\nContent-Length: 4\n\nbody");
        yield return Raw("a location in UTF-8", Created + "Location: /\u00c3\u00a4\r\n" + Empty);
        yield return Raw("a location in Latin-1", Created + "Location: /\u00e4\r\n" + Empty);
    }

    private static IEnumerable<Behaviour> Faults()
    {
        yield return Raw("an end before the head", "");
        yield return Raw("an end within the head", "HTTP/1.1 200 OK\r\nX-A");
        yield return Raw("an end within a body", Ok + "Content-Length: 10\r\n\r\nbody");
        yield return Raw("an end within chunks", Ok + "Transfer-Encoding: chunked\r\n\r\n8\r\nbody");
        yield return Raw("no status line", "nonsense\r\n\r\n");
        yield return Raw("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n");
        yield return Raw("a length that is none", Ok + "Content-Length: x\r\n\r\n");
        yield return Raw("lengths that differ", Ok + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody!");
        yield return Raw("a chunk size that is none", Ok + "Transfer-Encoding: chunked\r\n\r\nx\r\n");
        yield return Raw("a field without a colon", Ok + "nonsense\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("a blank before a colon", Ok + "X-A : b\r\nContent-Length: 0\r\n\r\n");
        yield return Raw("a head that is too long", Ok + "X-A: " + new string('a', 70_000) + "\r\n\r\n");
    }

    private static IEnumerable<Behaviour> Redirects()
    {
        foreach (int status in (int[])[300, 301, 302, 303, 304, 305, 307, 308])
        {
            foreach (string method in (string[])["GET", "POST", "post", "HEAD", "DELETE"])
            {
                yield return Redirect(
                    $"redirect {status} of {method}", $"HTTP/1.1 {status} X\r\nLocation: /head\r\n" + Empty, method);
            }
        }

        yield return Redirect("a redirect without a location", "HTTP/1.1 302 X\r\nContent-Length: 0\r\n\r\n");
        yield return Redirect("a redirect in UTF-8", Found + "Location: /head?\u00e6\u0097\u00a5\r\n" + Empty);
        yield return Redirect("a redirect in Latin-1", Found + "Location: /head?\u00e4\r\n" + Empty);
        yield return Redirect("a redirect to a fragment", Found + "Location: /head#b\r\n" + Empty);
        yield return Redirect("a redirect to another scheme", Found + "Location: ftp://a.test/\r\n" + Empty);
        yield return Redirect("a redirect to nonsense", Found + "Location: http://:x\r\n" + Empty);
        yield return Redirect(
            "a redirect with a body", Found + "Location: /head\r\nContent-Length: 4\r\n\r\nbody");
        yield return Redirect("a redirect to itself", Found + "Location: /away\r\n" + Empty);
        foreach (string? cookie in (string?[])[null, "a=1"])
        {
            yield return new Behaviour(
                "a redirect to another origin" + (cookie is null ? "" : " with a Cookie"),
                side => RedirectAsync(
                    side, Found + $"Location: http://localhost:{side.Url().Port}/head\r\n" + Empty, "GET", cookie));
        }

        yield return new Behaviour("a redirect that is not followed", side =>
        {
            side.Redirects = false;
            return RedirectAsync(side, Found + "Location: /head\r\n" + Empty, "GET");
        });
        yield return new Behaviour("no redirects at most", side =>
        {
            side.MaxRedirects = 0;
            return Outcome.OfAsync(side, side.Client.GetAsync(side.Url()));
        });
        yield return new Behaviour("minus one redirects at most", side =>
        {
            side.MaxRedirects = -1;
            return Outcome.OfAsync(side, side.Client.GetAsync(side.Url()));
        });
    }

    private static IEnumerable<Behaviour> Cookies()
    {
        foreach (string cookie in s_cookies)
        {
            yield return new Behaviour($"a cookie {cookie}", async side =>
            {
                side.Answer = async (connection, target, head) =>
                {
                    await connection.AnswerAsync(
                        target == "/set" ? "" : head[(head.IndexOf("\r\n", System.StringComparison.Ordinal) + 2)..],
                        target == "/set" ? $"Set-Cookie: {cookie}\r\n" : "");
                    return true;
                };
                using HttpResponseMessage first = await side.Client.GetAsync(side.Url("/set"));
                string kept = side.Jar.GetCookieHeader(side.Url());
                return kept + await Outcome.OfAsync(side, side.Client.GetAsync(side.Url("/get")));
            });
        }
    }

    private static string Field(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"X-{number}: {number}\r\n");

    private static Behaviour Raw(string name, string bytes) => new($"response: {name}", side =>
    {
        side.Raw = bytes;
        return Outcome.OfAsync(side, side.Client.GetAsync(side.Url()));
    });

    private static Behaviour Redirect(string name, string bytes, string method = "GET") =>
        new(name, side => RedirectAsync(side, bytes, method));

    private static Task<string> RedirectAsync(Side side, string bytes, string method, string? cookie = null)
    {
        side.Answer = async (connection, target, head) =>
        {
            if (!await connection.DropBodyAsync(head))
            {
                return false;
            }

            if (target == "/away")
            {
                await connection.SendAsync(bytes);
                return true;
            }

            // The answer to HEAD has no body.
            string seen = string.Join(' ', head.Split("\r\n").Order(System.StringComparer.OrdinalIgnoreCase));
            await connection.SendAsync(head.StartsWith("HEAD", System.StringComparison.Ordinal)
                ? $"HTTP/1.1 200 OK\r\nX-Seen: {seen}\r\nContent-Length: 5\r\n\r\n"
                : $"HTTP/1.1 200 OK\r\nContent-Length: {seen.Length}\r\n\r\n{seen}");
            return true;
        };
        HttpRequestMessage message = new(new HttpMethod(method), side.Url("/away#a"));
        message.Headers.Authorization = new("Basic", "eDp5");
        if (cookie is not null)
        {
            message.Headers.Add("Cookie", cookie);
        }

        message.Content = method is "POST" or "post" ? new StringContent("body") : null;
        return Outcome.OfAsync(side, side.Client.SendAsync(message));
    }
}
