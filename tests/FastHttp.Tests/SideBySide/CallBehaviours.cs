using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.SideBySide;

/// <summary>Cancellation, disposal, streams, codings, and what flows with a call.</summary>
internal static class CallBehaviours
{
    public static IEnumerable<Behaviour> All() =>
        [.. Endings(), .. Streams(), .. Disposals(), .. Contents(), .. Refusals(), .. Activities(), .. Codings()];

    private static IEnumerable<Behaviour> Endings()
    {
        yield return new Behaviour("a token that is cancelled already", side =>
            Outcome.OfAsync(side, side.Client.GetAsync(side.Url(), new CancellationToken(true))));
        yield return new Behaviour("a call that is cancelled", async side =>
        {
            using CancellationTokenSource source = new();
            side.Answer = async (connection, _, _) =>
            {
                await source.CancelAsync();
                await connection.DrainAsync();
                return false;
            };
            return await Outcome.OfAsync(side, side.Client.GetAsync(side.Url(), source.Token));
        });
        yield return new Behaviour("a timeout", async side =>
        {
            side.Answer = async (connection, _, _) =>
            {
                await connection.DrainAsync();
                return false;
            };
            side.Client.Timeout = TimeSpan.FromMilliseconds(50);
            return await Outcome.OfAsync(side, side.Client.GetAsync(side.Url()));
        });
    }

    private static IEnumerable<Behaviour> Streams()
    {
        yield return Pending("a read that is cancelled", async (_, stream, buffer) =>
        {
            using CancellationTokenSource source = new();
            ValueTask<int> read = stream.ReadAsync(buffer, source.Token);
            await source.CancelAsync();
            return $"{await read}";
        });
        yield return Pending("a read with a cancelled token", async (_, stream, buffer) =>
            $"{await stream.ReadAsync(buffer, new CancellationToken(true))}");
        yield return Pending("a read after a dispose", async (_, stream, buffer) =>
        {
            await stream.DisposeAsync();
            return $"{stream.CanRead} {await stream.ReadAsync(buffer)}";
        });
        yield return Pending("a stream's abilities", (_, stream, _) => Task.FromResult(
            $"{stream.CanRead} {stream.CanSeek} {stream.CanWrite} {stream.CanTimeout}"));
        yield return Pending("a stream's length", (_, stream, _) => Task.FromResult($"{stream.Length}"));
        yield return Pending("a seek", (_, stream, _) => Task.FromResult($"{stream.Seek(0, SeekOrigin.Begin)}"));
        yield return Pending("a write", (_, stream, _) =>
        {
            stream.Write([1]);
            return Task.FromResult("written");
        });
        yield return Pending("a flush", async (_, stream, _) =>
        {
            await stream.FlushAsync();
            return "flushed";
        });
    }

    private static IEnumerable<Behaviour> Disposals()
    {
        yield return Pending("a body read on after its client", async (side, stream, buffer) =>
        {
            side.Client.Dispose();
            ValueTask<int> read = stream.ReadAsync(buffer);
            side.Server.Stop();

            // An end or a reset, as the system has it.
            IOException failure = await Assert.ThrowsAnyAsync<IOException>(async () => await read);
            return failure.Message.Length > 0 ? "IOException" : "";
        });
        yield return new Behaviour("a call on a disposed client", side =>
        {
            HttpClient client = side.Client;
            client.Dispose();
            return Outcome.OfAsync(side, client.GetAsync(side.Url()));
        });
        yield return new Behaviour("a call on a disposed handler", side =>
        {
            _ = side.Client;
            HttpMessageInvoker invoker = new(side.Handler, disposeHandler: false);
            side.Handler.Dispose();
            return Outcome.OfAsync(side, invoker.SendAsync(new(HttpMethod.Get, side.Url()), default));
        });
        yield return new Behaviour("a handler disposed under a call", async side =>
        {
            _ = side.Client;
            using HttpMessageInvoker invoker = new(side.Handler, disposeHandler: false);
            side.Answer = async (connection, _, _) =>
            {
                side.Handler.Dispose();
                await connection.AnswerAsync("whole");
                return true;
            };
            return await Outcome.OfAsync(side, invoker.SendAsync(new(HttpMethod.Get, side.Url()), default));
        });
    }

    private static IEnumerable<Behaviour> Contents()
    {
        yield return new Behaviour("a content that is read twice", async side =>
        {
            using HttpResponseMessage response = await side.Client.GetAsync(
                side.Url(), HttpCompletionOption.ResponseHeadersRead);
            Stream first = await response.Content.ReadAsStreamAsync();
            Stream second = await response.Content.ReadAsStreamAsync();
            return $"{ReferenceEquals(first, second)}";
        });
        yield return new Behaviour("a content that is copied twice", async side =>
        {
            using HttpResponseMessage response = await side.Client.GetAsync(
                side.Url(), HttpCompletionOption.ResponseHeadersRead);
            await response.Content.CopyToAsync(Stream.Null);
            await response.Content.CopyToAsync(Stream.Null);
            return "copied";
        });
        yield return new Behaviour("a read after the end", async side =>
        {
            using Stream stream = await side.Client.GetStreamAsync(side.Url());
            await stream.CopyToAsync(Stream.Null);
            return $"{await stream.ReadAsync(new byte[1])} {stream.Read(new byte[1])} {stream.CanRead}";
        });
        yield return new Behaviour("a synchronous call", async side =>
        {
            HttpResponseMessage response = side.Client.Send(new(HttpMethod.Get, side.Url()));
            return await Outcome.OfAsync(side, Task.FromResult(response));
        });
        yield return new Behaviour("a message sent twice", async side =>
        {
            HttpRequestMessage message = new(HttpMethod.Get, side.Url());
            using HttpResponseMessage first = await side.Client.SendAsync(message);
            return await Outcome.OfAsync(side, side.Client.SendAsync(message));
        });
    }

    private static IEnumerable<Behaviour> Refusals()
    {
        yield return new Behaviour("a port without a listener", side =>
        {
            side.Server.Stop();
            return Outcome.OfAsync(side, side.Client.GetAsync(side.Url()));
        });
        yield return new Behaviour("a scheme that is not spoken", side =>
            Outcome.OfAsync(side, side.Client.GetAsync("ftp://127.0.0.1/")));
        yield return new Behaviour("a relative URI", side => Outcome.OfAsync(side, side.Client.GetAsync("/x")));
        yield return new Behaviour("a buffer that is too small", async side =>
        {
            side.Client.MaxResponseContentBufferSize = 3;
            return await side.Client.GetStringAsync(side.Url());
        });
        yield return new Behaviour("a status that GetStringAsync refuses", async side =>
        {
            side.Raw = "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n";
            return await side.Client.GetStringAsync(side.Url());
        });
    }

    private static IEnumerable<Behaviour> Activities()
    {
        yield return new Behaviour("an activity without a listener", async side =>
        {
            using Activity activity = new Activity("own").SetIdFormat(ActivityIdFormat.W3C).Start();
            string head = await side.Client.GetStringAsync(side.Url());
            bool isSent = head.Contains($"traceparent: 00-{activity.TraceId}", StringComparison.OrdinalIgnoreCase);
            return $"{isSent} {ReferenceEquals(Activity.Current, activity)}";
        });
        yield return new Behaviour("no activity", async side =>
        {
            string head = await side.Client.GetStringAsync(side.Url());
            return $"{head.Contains("traceparent", StringComparison.OrdinalIgnoreCase)}";
        });
    }

    private static IEnumerable<Behaviour> Codings()
    {
        string[] kinds = ["gzip", "deflate", "br", "zlib", "padded", "cut", "unknown", "none", "empty"];
        foreach (string kind in kinds)
        {
            yield return new Behaviour($"decompression: {kind}", side => DecodeAsync(side, kind));
        }
    }

    private static Behaviour Pending(
        string name, Func<Side, Stream, byte[], Task<string>> run) => new(name, async side =>
    {
        side.Answer = async (connection, _, _) =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst");
            await connection.DrainAsync();
            return false;
        };
        using HttpResponseMessage response = await side.Client.GetAsync(
            side.Url(), HttpCompletionOption.ResponseHeadersRead);
        Stream stream = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[5];
        await stream.ReadExactlyAsync(buffer);
        return await run(side, stream, buffer);
    });

    private static Task<string> DecodeAsync(Side side, string kind)
    {
        side.Decompression = DecompressionMethods.All;
        MemoryStream coded = new();
        byte[] body = Encoding.ASCII.GetBytes(new string('x', 500) + "end");
        using (Stream coder = kind switch
        {
            "deflate" => new DeflateStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "zlib" => new ZLibStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true),
            _ => new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            coder.Write(body);
        }

        byte[] bytes = kind switch
        {
            "padded" => [.. coded.ToArray(), 0, 0, 0, 0],
            "cut" => coded.ToArray()[..^10],
            "none" => body,
            "empty" => [],
            _ => coded.ToArray(),
        };
        string coding = kind switch
        {
            "padded" or "cut" or "empty" => "gzip",
            "none" => "identity",
            "zlib" => "deflate",
            _ => kind,
        };
        side.Answer = async (connection, _, _) =>
        {
            string field = kind == "none" ? "" : $"Content-Encoding: {coding}\r\n";
            await connection.SendAsync($"HTTP/1.1 200 OK\r\n{field}Content-Length: {bytes.Length}\r\n\r\n");
            await connection.SendAsync(bytes);
            return true;
        };
        return Outcome.OfAsync(side, side.Client.GetAsync(side.Url()));
    }
}
