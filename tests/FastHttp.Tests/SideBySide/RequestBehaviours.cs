using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.SideBySide;

/// <summary>What goes over the wire for a message: the server answers with the head that it saw.</summary>
internal static class RequestBehaviours
{
    private static readonly string[] s_methods =
    [
        "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QUERY", "post", "Get", "pUt", "custom",
    ];

    private static readonly string[] s_targets =
        ["/", "/a b", "/ä", "/%2f%41", "/a/../b", "/?q=ä&b=c d", "/x#part", "/a//b", "/'"];

    public static IEnumerable<Behaviour> All() => [.. Methods(), .. Fields(), .. Targets(), .. Contents()];

    private static IEnumerable<Behaviour> Methods()
    {
        foreach (string method in s_methods)
        {
            yield return Head($"method {method}", message => message.Method = new HttpMethod(method));
        }

        foreach (string method in (string[])["GET", "POST", "post", "DELETE", "QUERY"])
        {
            yield return Head($"content with {method}", message =>
            {
                message.Method = new HttpMethod(method);
                message.Content = new StringContent("text");
            });
        }
    }

    private static IEnumerable<Behaviour> Fields()
    {
        foreach ((string name, string value) in ((string, string)[])[
            ("Connection", "close"), ("Connection", "X-Hop"), ("Connection", "keep-alive"), ("TE", "trailers"),
            ("Connection", "close, X-Hop"), ("Accept", "text/html, */*;q=0.1"), ("User-Agent", "a/1 (b) c"),
            ("Cookie", "a=1; b=2"), ("Host", "other.test"), ("X-Empty", ""), ("X-Long", new string('v', 9000)),
            ("Authorization", "Basic eDp5"), ("Range", "bytes=0-4"), ("If-None-Match", "\"x\""), ("Upgrade", "x"),
            ("Accept-Encoding", "br"), ("Via", "1.1 a"), ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"),
            ("Cache-Control", "no-cache"), ("Pragma", "no-cache"), ("Warning", "199 a \"b\""), ("From", "a@b.c"),
            ("Referer", "http://a.test/"), ("Date", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Max-Forwards", "3"),
            ("Keep-Alive", "timeout=3"), ("Proxy-Authorization", "Basic eDp5"), ("Trailer", "X-T")])
        {
            yield return Head(
                $"{name}: {value[..Math.Min(20, value.Length)]}",
                message => message.Headers.TryAddWithoutValidation(name, value));
        }

        yield return Head("two values", message => message.Headers.Add("X-Two", ["a", "b"]));
        yield return Head("a value beyond ASCII", message => message.Headers.TryAddWithoutValidation("X-Ä", "ä"));
        yield return Head("a line break in a value", message =>
            message.Headers.TryAddWithoutValidation("X-A", "a\r\nb: c"));
        yield return Head("version 1.0", message => message.Version = HttpVersion.Version10);
        yield return Head("version 2.0 or lower", message => message.Version = HttpVersion.Version20);
        yield return Head("version 2.0 exactly", message =>
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        });
    }

    private static IEnumerable<Behaviour> Targets()
    {
        foreach (string target in s_targets)
        {
            yield return new Behaviour(
                $"target {target}", side => Outcome.OfAsync(side, side.Client.GetAsync(side.Url(target))));
        }
    }

    private static IEnumerable<Behaviour> Contents()
    {
        yield return Content("bytes", () => new ByteArrayContent(new byte[100]));
        yield return Content("a form", () => new FormUrlEncodedContent([new("a", "1 2"), new("b", "ä")]));
        yield return Content("JSON", () => JsonContent.Create(new { a = 1 }));
        yield return Content("a stream", () => new StreamContent(new MemoryStream(new byte[100])));
        yield return Content("many bytes", () => new ByteArrayContent(new byte[2_000_000]));
        yield return Content("no bytes", () => new ByteArrayContent([]));
        yield return Content("of a wrong length", () =>
        {
            ByteArrayContent content = new(new byte[10]);
            content.Headers.ContentLength = 20;
            return content;
        });
        yield return Content("of a length that is too small", () =>
        {
            ByteArrayContent content = new(new byte[10]);
            content.Headers.ContentLength = 5;
            return content;
        });
        yield return new Behaviour("a content: of a class derived from bytes", async side =>
        {
            CountingContent content = new();
            using HttpResponseMessage response = await side.Client.PostAsync(side.Url(), content);
            return $"{response.StatusCode} {content.Writes}";
        });
        yield return Content("that throws", () => new OddContent((_, _) => throw new InvalidCastException("odd")));
        yield return Content("that throws later", () => new OddContent(async (stream, stop) =>
        {
            await stream.WriteAsync(new byte[10], stop);
            await Task.Yield();
            throw new InvalidCastException("odd");
        }));
        yield return Content("that throws IOException", () => new OddContent((_, _) => throw new IOException("odd")));
        yield return Content("that is cancelled", () =>
            new OddContent((_, _) => throw new OperationCanceledException()));
        yield return new Behaviour("an AsyncLocal in a content", async side =>
        {
            AsyncLocal<string> local = new() { Value = "mine" };
            string? seen = null;
            OddContent content = new(async (stream, stop) =>
            {
                seen = local.Value;
                await stream.WriteAsync(new byte[10], stop);
                await Task.Yield();
                seen += local.Value;
            });
            using HttpResponseMessage response = await side.Client.PostAsync(side.Url(), content);
            return $"{seen} {local.Value}";
        });
    }

    private static Behaviour Head(string name, Action<HttpRequestMessage> change) => new(name, side =>
    {
        HttpRequestMessage message = new(HttpMethod.Get, side.Url());
        change(message);
        return Outcome.OfAsync(side, side.Client.SendAsync(message));
    });

    private static Behaviour Content(string name, Func<HttpContent> make) => new($"a content: {name}", side =>
        Outcome.OfAsync(side, side.Client.PostAsync(side.Url(), make())));

    private sealed class OddContent(Func<Stream, CancellationToken, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            write(stream, default);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class CountingContent() : ByteArrayContent(new byte[10])
    {
        public int Writes { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Writes++;
            return base.SerializeToStreamAsync(stream, context);
        }
    }
}
