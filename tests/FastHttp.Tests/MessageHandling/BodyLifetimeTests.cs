using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Testing;

namespace FastHttp.Tests.MessageHandling;

/// <summary>H1: a body lives as long as its reader holds the stream, and no finalizer touches what is read.</summary>
public sealed class BodyLifetimeTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Theory, SpecCase("client", 1), InlineData("GetStreamAsync"), InlineData("ReadAsStreamAsync"),
    InlineData("ReadAsStream")]
    [InlineData("Send"), InlineData("decoded"), InlineData("OpenBodyStream"), InlineData("OpenDecodedBodyStream")]
    public async Task H1_A_stream_is_read_to_its_end_though_all_above_it_was_collected(string way)
    {
        // The body comes in three pieces, each asked for after a collection.
        SemaphoreSlim more = new(0);
        byte[] body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 3000)));
        bool isCoded = way.Contains("ecoded", StringComparison.Ordinal);
        byte[] sent = isCoded ? Gzip(body) : body;
        using FaultServer server = new(async connection =>
        {
            await connection.ReadRequestAsync();
            string coding = isCoded ? "Content-Encoding: gzip\r\n" : "";
            await connection.SendAsync($"HTTP/1.1 200 OK\r\n{coding}Content-Length: {sent.Length}\r\n\r\n");
            for (int piece = 0; piece < 3; piece++)
            {
                await more.WaitAsync();
                int start = sent.Length * piece / 3;
                await connection.SendAsync(sent.AsMemory(start, (sent.Length * (piece + 1) / 3) - start));
            }
        });
        await using FastHttpClient client = new();
        using FastHttpMessageHandler handler = new() { AutomaticDecompression = DecompressionMethods.GZip };
        Stream stream = await Task.Run(() => OpenAsync(way, client, handler, $"http://{server.EndPoint}/"));
        MemoryStream read = new();
        byte[] buffer = new byte[700];
        for (int round = 0; ; round++)
        {
            Collect();
            more.Release();
            int count = round % 2 == 0 || way == "Send"
                ? await Task.Run(() => stream.Read(buffer))
                : await stream.ReadAsync(buffer).AsTask().WaitAsync(s_limit);
            if (count == 0)
            {
                break;
            }

            read.Write(buffer.AsSpan(0, count));
        }

        Assert.Equal(body, read.ToArray());
        await stream.DisposeAsync();
    }

    [Fact, SpecCase("client", 2)]
    public async Task H1_Ten_thousand_downloads_are_whole_while_everything_is_collected()
    {
        using FaultServer server = new(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } head)
            {
                byte[] body = BodyOf(FaultConnection.TargetOf(head)[1..]);
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
                await connection.SendAsync(body.AsMemory(0, body.Length / 2));
                await Task.Yield();
                await connection.SendAsync(body.AsMemory(body.Length / 2));
            }
        });
        using HttpClient client = new(new FastHttpMessageHandler());
        Task<int>[] downloads = new Task<int>[8];
        for (int index = 0; index < downloads.Length; index++)
        {
            int first = index * 1250;
            downloads[index] = Task.Run(() => DownloadAsync(client, server.EndPoint, first, 1250));
        }

        foreach (int whole in await Task.WhenAll(downloads))
        {
            Assert.Equal(1250, whole);
        }
    }

    [Theory, SpecCase("client", 3), InlineData(false), InlineData(true)]
    public async Task H1_A_response_that_was_forgotten_lets_its_connection_go(bool isRead)
    {
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using FaultServer server = new(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nstart");
            await connection.DrainAsync();
            closed.SetResult();
        });
        using HttpClient client = new(new FastHttpMessageHandler());
        await Task.Run(() => ForgetAsync(client, server.EndPoint, isRead));
        while (!closed.Task.IsCompleted)
        {
            Collect();
            await Task.WhenAny(closed.Task, Task.Delay(20)).WaitAsync(s_limit);
        }
    }

    [Fact, SpecCase("client", 4)]
    public async Task H1_A_stream_that_is_disposed_under_its_reader_wakes_it_and_harms_no_other()
    {
        using FaultServer server = new(async connection =>
        {
            while (await connection.ReadRequestAsync() is { } head)
            {
                if (FaultConnection.TargetOf(head) is "/never")
                {
                    await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nstart");
                    await connection.DrainAsync();
                    return;
                }

                await connection.AnswerAsync("whole");
            }
        });
        using HttpClient client = new(new FastHttpMessageHandler());
        for (int round = 0; round < 50; round++)
        {
            Stream stream = await client.GetStreamAsync($"http://{server.EndPoint}/never");
            byte[] buffer = new byte[100];
            Assert.Equal(5, await stream.ReadAtLeastAsync(buffer, 5));
            Task<int> read = stream.ReadAsync(buffer).AsTask();
            await stream.DisposeAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => read.WaitAsync(s_limit));
            Assert.False(stream.CanRead);
            await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadAtLeastAsync(buffer, 1));
            Assert.Equal("whole", await client.GetStringAsync($"http://{server.EndPoint}/"));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<Stream> OpenAsync(
        string way, FastHttpClient client, FastHttpMessageHandler handler, string url)
    {
        if (way.StartsWith("Open", StringComparison.Ordinal))
        {
            using FastHttpRequest request = client.RentRequest();
            FastHttpResponse response = client.RentResponse();
            request.SetUri(Encoding.ASCII.GetBytes(url));
            await client.SendAsync(request, response, ResponseOptions.StreamBody);
            return way == "OpenBodyStream"
                ? response.OpenBodyStream(disposesResponse: true)
                : response.OpenDecodedBodyStream(1_000_000, disposesResponse: true);
        }

        HttpClient http = new(handler, disposeHandler: false);
        if (way is "GetStreamAsync" or "decoded")
        {
            return await http.GetStreamAsync(url);
        }

        HttpResponseMessage message = way == "Send"
            ? http.Send(new HttpRequestMessage(HttpMethod.Get, url), HttpCompletionOption.ResponseHeadersRead)
            : await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        return way == "ReadAsStreamAsync"
            ? await message.Content.ReadAsStreamAsync()
            : message.Content.ReadAsStream();
    }

    private static async Task<int> DownloadAsync(HttpClient client, IPEndPoint server, int first, int count)
    {
        int whole = 0;
        byte[] buffer = new byte[512];
        MemoryStream read = new();
        for (int number = first; number < first + count; number++)
        {
            string name = number.ToString(CultureInfo.InvariantCulture);
            await using Stream stream = await client.GetStreamAsync($"http://{server}/{name}");
            read.SetLength(0);
            for (int length, round = 0; (length = await stream.ReadAsync(buffer).AsTask().WaitAsync(s_limit)) != 0;)
            {
                read.Write(buffer.AsSpan(0, length));
                if (number % 40 == 0 && round++ == 0)
                {
                    // Between reads of this one, and during those of the others.
                    Collect();
                }
            }

            whole += read.ToArray().AsSpan().SequenceEqual(BodyOf(name)) ? 1 : 0;
        }

        return whole;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task ForgetAsync(HttpClient client, IPEndPoint server, bool isRead)
    {
        HttpResponseMessage response = await client.GetAsync(
            $"http://{server}/", HttpCompletionOption.ResponseHeadersRead);
        if (isRead)
        {
            Stream stream = await response.Content.ReadAsStreamAsync();
            Assert.NotEqual(0, await stream.ReadAsync(new byte[10]));
        }
    }

    private static byte[] BodyOf(string name) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(name + " ", 300)));

    private static byte[] Gzip(byte[] body)
    {
        MemoryStream coded = new();
        using (GZipStream gzip = new(coded, CompressionLevel.NoCompression))
        {
            gzip.Write(body);
        }

        return coded.ToArray();
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
