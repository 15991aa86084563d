using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Load;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Results;
using Load.Tests;
using Runner.Options;
using Runner.Options.Parsing;
using Runner.Planning;
using Testing;

namespace Runner.Tests.Execution;

// One count of failed requests: what a closed connection costs, and what it does not. Runs in this process; their ends
// are numbers of requests.
public sealed class RequestCountTests
{
    [Fact]
    public async Task W1_A_connection_that_the_server_closes_while_idle_is_no_failed_request()
    {
        // The first two connections end with no request under way, the second one with a word. The user thinks for so
        // long that a busy server, too, has ended them before the next request.
        int count = 0;
        await using ByteServer server = ByteServer.Start(async connection =>
        {
            string? request = await connection.ReadRequestAsync();
            if (request is null)
            {
                return;
            }

            await connection.WriteAsync(ByteServer.Ok);
            if (Interlocked.Increment(ref count) <= 2)
            {
                await Task.Delay(50, connection.Stop);
                await connection.WriteAsync(count == 2 ? "HTTP/1.1 408 Request Timeout\r\n\r\n" : "");
                return;
            }

            while (await connection.ReadRequestAsync() is not null)
            {
                await connection.WriteAsync(ByteServer.Ok);
            }
        });
        ResultDocument document = await RunAsync(
            server.Url, "-n4", "--think", "3s", "--threshold", "errors==0", "--threshold", "error_rate<1%");
        Assert.Equal((4, 0, 1.0), (document.Requests.Completed, document.Requests.Failed, document.SuccessRate));
        Assert.Equal((2, 0), (document.Connections!.ClosedIdle, document.Errors.Count));
        Assert.All(document.Thresholds!, verdict => Assert.Equal((true, 0.0), (verdict.Ok, verdict.Actual)));
        Assert.Contains(document.Warnings!, line => line.Contains("2 connections were closed by the server while idle, "
            + "the first with HTTP/1.1 408 Request Timeout; no request failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task W2_Every_lost_request_of_a_broken_batch_is_counted()
    {
        // Four batches of eight: of the second, three are answered before the connection ends without a word.
        int batches = 0;
        await using ByteServer server = ByteServer.Start(async connection =>
        {
            for (int seen = 0; await connection.ReadRequestAsync() is not null; seen++)
            {
                int batch = seen % 8 == 0 ? Interlocked.Increment(ref batches) : batches;
                if (batch == 2 && seen % 8 == 3)
                {
                    connection.Reset();
                    return;
                }

                await connection.WriteAsync(ByteServer.Ok);
            }
        });
        ResultDocument document = await RunAsync(
            server.Url, "-n32", "-p8", "--threshold", "errors==5", "--threshold", "errors==0");
        Assert.Equal((32, 27, 5), (document.Requests.Sent, document.Requests.Completed, document.Requests.Failed));
        Assert.Equal(27 / 32.0, document.SuccessRate);
        Assert.Equal([true, false], document.Thresholds!.Select(verdict => verdict.Ok));
        Assert.Equal(1, Assert.Single(document.Errors).Count);
        Assert.Contains(
            document.Warnings!, line => line.StartsWith("5 requests were lost with", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, 11)]
    [InlineData(10, 16)]
    [InlineData(1000, 16)]
    public async Task W3_What_an_announced_close_leaves_unanswered_is_sent_again(int requestsPerConnection, int depth)
    {
        await using ByteServer server = ByteServer.Closing(requestsPerConnection);
        int count = depth * 150;
        ResultDocument document = await RunAsync(server.Url, $"-n{count}", $"-p{depth}");
        Assert.Equal(
            (count, count, 0), (document.Requests.Sent, document.Requests.Completed, document.Requests.Failed));
        Assert.Empty(document.Errors);
        Assert.Equal((count + requestsPerConnection - 1) / requestsPerConnection, document.Connections!.Opened);
    }

    [Fact]
    public async Task W3_What_is_sent_again_is_what_was_not_answered()
    {
        string urls = Path.GetTempFileName();
        await File.WriteAllLinesAsync(urls, ["GET /a", "GET /b", "GET /c"]);
        ConcurrentQueue<string> answered = new();
        await using ByteServer server = ByteServer.Start(async connection =>
        {
            for (int left = 2; left > 0 && await connection.ReadRequestAsync() is { } request; left--)
            {
                answered.Enqueue(request.Split(' ')[1]);
                await connection.WriteAsync(left == 1 ? ByteServer.Last : ByteServer.Ok);
            }
        });
        ResultDocument document = await RunAsync(
            server.Url, "-n9", "-p3", "--urls", urls, "--urls-order", "seq");
        File.Delete(urls);
        Assert.Equal(["/a", "/b", "/c", "/a", "/b", "/c", "/a", "/b", "/c"], answered);
        Assert.Equal([3, 3, 3], document.Groups!.Select(group => (int)group.Requests.Completed));
        Assert.Equal(0, document.Requests.Failed);
    }

    [Fact]
    public void W3_An_answered_request_resets_the_pause_before_a_reconnect()
    {
        // In virtual time. Each connection answers one of a batch of two, and ends a millisecond later without a word:
        // the next one is made at once.
        VirtualTarget target = new()
        {
            Answer = static item => item.Number == 0
                ? new VirtualTarget.Reply()
                : new VirtualTarget.Reply { IsSilence = true, ClosesAfterMs = 1 },
        };
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = 400 }, seconds: 60);
        RequestSpec request = new("GET", "/", [.. plan.Headers], [], HasBody: false);

        RunSnapshot run = VirtualRun.Of(
            plan with { Pipeline = 2, Request = RequestBytes.Prepare(request, 2) }, target);

        Assert.Equal((800, 400, 400), (run.Sent, run.Completed, run.Failed));
        double[] times = [.. target.AcceptedMs.Take(400)];
        Assert.Equal(400, times.Length);
        Assert.All(times.Zip(times.Skip(1), (one, next) => next - one), wait => Assert.Equal(1, wait, 0.001));
    }

    [Fact]
    public async Task W3_A_connection_that_ends_after_an_answer_loses_the_rest_of_its_batch()
    {
        await using ByteServer server = ByteServer.Start(async connection =>
        {
            await connection.ReadRequestAsync();
            await connection.WriteAsync(ByteServer.Ok);
            await connection.ReadRequestAsync();
        });
        ResultDocument document = await RunAsync(server.Url, "-n40", "-p2");
        Assert.Equal((40, 20, 20), (document.Requests.Sent, document.Requests.Completed, document.Requests.Failed));
    }

    [Theory]
    [InlineData("-R200")]
    [InlineData("-p4")]
    [InlineData("-t2", "-c4")]
    public async Task W4_The_warm_up_is_no_part_of_the_number_of_requests(params string[] options)
    {
        await using ByteServer server = ByteServer.Closing(int.MaxValue);
        ResultDocument document = await RunAsync(server.Url, ["-n100", "-w300ms", .. options]);
        Assert.Equal((100, 100, 0), (document.Requests.Sent, document.Requests.Completed, document.Requests.Failed));
    }

    // On one connection of one thread, unless the options say otherwise.
    private static async Task<ResultDocument> RunAsync(string url, params string[] options)
    {
        CliOptions typed = CliParser.Parse(["-c1", "-t1", "-T60s", .. options, url]).Options;
        (RunPlan? plan, PlanError? error) = await RunPlanner.PlanAsync(typed, default);
        Assert.Null(error);
        using LoadSession run = new(
            plan!, TransportPlanner.Select(plan!.Transport, out _), "test", RequestSources.For(plan, null));
        await Task.Run(run.Measure).WaitAsync(TimeSpan.FromMinutes(2));
        return run.Document!;
    }
}
