using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>Faults at random, with fixed seeds, and time that jumps (http1.md §6.6).</summary>
public sealed class RandomFaultTests : FaultTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void X84_nothing_of_one_exchange_reaches_the_next(int seed)
    {
        Random random = new(seed);
        FastHttpClient client = Peer.CreateClient();
        FastHttpResponse response = Response();
        FastHttpRequest request = Request();
        int succeeded = 0;
        const int Exchanges = 5_000;
        for (int number = 0; number < Exchanges; number++)
        {
            string own = $"own {number}";
            request.SetTarget(EndPoint, Encoding.ASCII.GetBytes($"/{number}"));
            Peer.OnRequest = line => Misbehave(line, own, random);
            ValueTask<HttpError> call = client.SendNoThrowAsync(request, response);
            while (!call.IsCompleted)
            {
                Peer.Lines.FindLast(line => line.IsOpen)!.Close();
            }

            // A retry, if there was one, has been answered by the same script.
            if (call.Result == HttpError.None)
            {
                Assert.Equal(own, Text(response));
                succeeded++;
            }

            // What came late, on a connection that is idle now.
            if (random.Next(4) == 0)
            {
                Peer.OnRequest = null;
                Peer.Lines.FindLast(line => line.IsOpen)?.Send(ManualPeer.Response($"stray {number}"));
            }

            Peer.Lines.RemoveAll(line => !line.IsOpen);
        }

        Retries = client.GetStatistics(EndPoint).Retries;
        Assert.InRange(succeeded, Exchanges / 4, Exchanges - 1);
    }

    [Fact]
    public void X89_a_clock_that_jumps_ends_what_is_due_and_nothing_else()
    {
        FastHttpClient client = Peer.CreateClient(new()
        {
            ResponseHeadTimeout = TimeSpan.Zero,
            RequestTimeout = TimeSpan.FromSeconds(100),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(200),
        });
        List<(FastHttpRequest Request, ValueTask<HttpError> Call)> calls = [];
        for (int seconds = 10; seconds <= 120; seconds += 10)
        {
            FastHttpRequest request = Request();
            request.Timeout = TimeSpan.FromSeconds(seconds);
            calls.Add((request, client.SendNoThrowAsync(request, null)));
        }

        // A virtual machine that was paused for a minute.
        Peer.Advance(65);
        Assert.All(calls.Take(6), call => Assert.Equal(HttpError.RequestTimeout, call.Call.Result));
        Assert.All(calls.Skip(6), call => Assert.False(call.Call.IsCompleted));
        Peer.Lines.Where(line => line.IsOpen).ToList().ForEach(line => line.Answer());
        Assert.All(calls.Skip(6), call => Assert.Equal(HttpError.None, call.Call.Result));
        Assert.Equal(6, client.GetStatistics(EndPoint).Idle);

        // Nothing looks at the time of day, which may go back, but to say how a certificate stands to it.
        string[] sources = [.. SourceFiles.Of("src/FastHttp").Where(text => !text.Contains("class CertificateCheck"))];
        Assert.NotEmpty(sources);
        Assert.DoesNotContain(sources, text => text.Contains("UtcNow", StringComparison.Ordinal)
            || text.Contains("DateTime.Now", StringComparison.Ordinal));
    }

    // A whole answer, or a part of it, and then more, an end, or a reset.
    private static void Misbehave(ManualPeer.Line line, string own, Random random)
    {
        string answer = random.Next(3) switch
        {
            0 => $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{own.Length:x}\r\n{own}\r\n0\r\n\r\n",
            1 => "HTTP/1.1 103 Hints\r\n\r\n" + ManualPeer.Response(own),
            _ => ManualPeer.Response(own),
        };
        bool isCut = random.Next(4) == 0;
        string surplus = random.Next(4) == 0 ? ManualPeer.Response("surplus")[..random.Next(1, 40)] : "";
        line.Send(isCut ? answer[..random.Next(answer.Length)] : answer + surplus);
        switch (random.Next(6))
        {
            case 0:
                line.Close();
                break;
            case 1:
                line.Reset();
                break;
        }
    }
}
