using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using Testing;

namespace FastHttp.Tests.Faults;

/// <summary>
/// What holds after every fault. I1: each call has ended, once. I2: the next exchanges get their own answers. I3:
/// nothing is held: connections, calls, waiters, timers, messages. I4: exchanges allocate nothing again. I5: the
/// counters say what the peer has seen.
/// </summary>
internal static class FaultInvariants
{
    private static readonly HttpEndPoint s_endPoint = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    // Small enough for every limit that a test sets.
    private static readonly byte[] s_canned = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();

    /// <summary>I3 for messages: each is the caller's again, or was returned.</summary>
    public static void CheckMessages(IEnumerable<IDisposable> messages)
    {
        foreach (IDisposable message in messages)
        {
            try
            {
                (message as FastHttpRequest)?.Reset();
                (message as FastHttpResponse)?.Reset();
            }
            catch (ObjectDisposedException)
            {
                // The test has returned it.
            }

            message.Dispose();
        }
    }

    /// <summary>All of them, for every client of a peer that was not disposed.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="retries">Requests that the clients had to send twice.</param>
    /// <param name="openFailures">Connections that the clients could not open.</param>
    /// <param name="measures">Whether I4 is looked at; it takes a thousand exchanges.</param>
    public static void Check(ManualPeer peer, long retries, long openFailures, bool measures = true)
    {
        peer.OnAccepted = null;
        peer.Lines.ForEach(line => line.Resume());
        FastHttpClient[] clients = [.. peer.Clients.Where(client => !client.IsDisposed)];
        foreach (FastHttpClient client in clients)
        {
            CheckAtRest(client.GetStatistics(s_endPoint));
        }

        CheckCounters(peer, clients, retries, openFailures);
        foreach (FastHttpClient client in clients)
        {
            CheckOwnAnswers(peer, client);
            if (measures)
            {
                CheckAllocation(peer, client);
            }
        }

        CheckNothingHeld(peer, clients);
    }

    // I1 and I3: a call that has not ended is in use or waits; one that ended twice has thrown.
    private static void CheckAtRest(PoolStatistics now) =>
        Assert.Equal((0, 0, 0), (now.InUse, now.Waiting, now.Opening));

    private static void CheckOwnAnswers(ManualPeer peer, FastHttpClient client)
    {
        peer.OnRequest = Echo;
        using FastHttpRequest request = FastHttpRequest.Rent();
        using FastHttpResponse response = FastHttpResponse.Rent();
        for (int number = 0; number < 3; number++)
        {
            string target = $"/echo/{number}";
            request.SetTarget(s_endPoint, Encoding.ASCII.GetBytes(target));
            ValueTask<HttpError> call = client.SendNoThrowAsync(request, response);
            Assert.True(call.IsCompleted, "I2: the next call did not end.");
            Assert.Equal(HttpError.None, call.Result);
            Assert.Equal(target, Encoding.ASCII.GetString(response.BodySpan));
        }

        peer.OnRequest = null;
    }

    private static void CheckAllocation(ManualPeer peer, FastHttpClient client)
    {
        if (ReleaseOnly.IsRelease)
        {
            using FastHttpResponse response = FastHttpResponse.Rent();
            peer.Canned = s_canned;
            AllocationAssert.Zero(() =>
            {
                ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, s_endPoint, response);
                if (!call.IsCompletedSuccessfully || call.Result != HttpError.None)
                {
                    throw new InvalidOperationException("I4: a clean exchange failed.");
                }
            });
            peer.Canned = null;
        }
    }

    private static void CheckCounters(
        ManualPeer peer, FastHttpClient[] clients, long retries, long openFailures)
    {
        PoolStatistics[] all = [.. clients.Select(client => client.GetStatistics(s_endPoint))];
        Assert.Equal(retries, all.Sum(one => one.Retries));
        Assert.Equal(openFailures, all.Sum(one => one.OpenFailed));
        Assert.All(all, one => Assert.Equal(one.Opened - one.Closed, one.Open));
        if (clients.Length == peer.Clients.Count)
        {
            Assert.Equal(peer.OpenLines, all.Sum(one => one.Open));
        }
    }

    private static void CheckNothingHeld(ManualPeer peer, FastHttpClient[] clients)
    {
        foreach (FastHttpClient client in clients)
        {
            client.CloseIdleConnections();
            CheckAtRest(client.GetStatistics(s_endPoint));
        }

        Assert.Equal(0, peer.OpenLines);

        // Deadlines that are over disarm themselves when they fire, pools when they have been empty for a while.
        peer.Advance(200);
        peer.Advance(200);
        Assert.Equal(0, peer.Loop.Timers.Count);
        Assert.All(clients, client => Assert.Equal(0, client.PoolCount));
    }

    // The peer is its own proxy, too.
    private static void Echo(ManualPeer.Line line)
    {
        if (line.Pending.StartsWith("CONNECT ", StringComparison.Ordinal))
        {
            line.Send("HTTP/1.1 200 OK\r\n\r\n");
        }
        else
        {
            line.Answer(line.Target);
        }
    }
}
