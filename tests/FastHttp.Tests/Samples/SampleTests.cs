using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.MessageHandling.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FastHttp.Tests.Samples;

/// <summary>The programs of the samples folder do what their first lines say.</summary>
public sealed class SampleTests : IAsyncLifetime
{
    private WebServer _server = null!;
    private int _asked;

    public async Task InitializeAsync() => _server = await WebServer.StartAsync(app =>
    {
        // Each run of a sample prints the same, whenever it asks.
        app.Use((context, next) =>
        {
            context.Response.Headers.Date = "Mon, 06 Jul 2026 10:15:30 GMT";
            return next(context);
        });
        app.MapGet("/", () => "hello");
        app.MapPost("/orders", (HttpContext context) =>
        {
            context.Response.StatusCode = 201;
            return context.Request.Body.CopyToAsync(context.Response.Body);
        });
        app.MapGet("/large", async (HttpContext context) =>
        {
            for (int piece = 0; piece < 100; piece++)
            {
                await context.Response.Body.WriteAsync(new byte[50_000]);
            }
        });
        app.MapGet("/busy", (HttpContext context) =>
        {
            // Each run of the program finds it busy twice.
            context.Response.StatusCode = Interlocked.Increment(ref _asked) % 3 == 0 ? 200 : 503;
            context.Response.Headers.RetryAfter = "0";
        });
    });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Get_prints_the_response()
    {
        SampleRun run = await SampleRun.ToEndAsync("Get", _server.Url.ToString());
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("200, 5 bytes\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nContent-Type: text/plain; charset=utf-8\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nDate: Mon, 06 Jul 2026 10:15:30 GMT\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nhello\n", run.Output, StringComparison.Ordinal);
        SampleRun failed = await SampleRun.ToEndAsync("Get", "http://127.0.0.1:1/");
        Assert.Equal((1, "http://127.0.0.1:1/: ConnectRefused\n"), (failed.ExitCode, failed.Errors));
    }

    [Fact]
    public async Task PostJson_sends_an_order_and_reads_one()
    {
        SampleRun run = await SampleRun.ToEndAsync("PostJson", new Uri(_server.Url, "orders").ToString());
        Assert.Equal((0, "201: Order { Item = espresso, Count = 2 }\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Download_keeps_what_comes()
    {
        string file = Path.GetTempFileName();
        try
        {
            SampleRun run = await SampleRun.ToEndAsync("Download", new Uri(_server.Url, "large").ToString(), file);
            Assert.Equal((0, $"200, 5000000 bytes in {file}\n"), (run.ExitCode, run.Output));
            Assert.Equal(5_000_000, new FileInfo(file).Length);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Retry_sends_again_until_the_server_is_free()
    {
        SampleRun run = await SampleRun.ToEndAsync("Retry", new Uri(_server.Url, "busy").ToString());
        Assert.Equal((0, "200 after 2 retries\n"), (run.ExitCode, run.Output));
        Assert.Equal(3 * SampleRun.RunsOf("Retry"), _asked);
    }

    [Fact]
    public async Task WebService_answers_with_what_its_upstream_says()
    {
        foreach (SampleRun run in SampleRun.StartEach(
            "WebService", "--urls", "http://127.0.0.1:0", "--upstream", _server.Url.ToString()))
        {
            using (run)
            {
                string line = await run.WaitForAsync("Now listening on: ");
                using HttpClient client = new() { BaseAddress = new Uri(line.Split(' ').Last()) };
                Assert.Equal("upstream says: hello", await client.GetStringAsync("/"));
            }
        }
    }
}
