using System;
using System.Linq;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Tests.Transports;

namespace FastHttp.Tests.Pooling;

/// <summary>One pool over two loops: whose connection a caller gets, and what is done on which of them.</summary>
public sealed class LoopTests
{
    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    // The loops have a peer each, so that a line shows which one its connection lives on.
    private readonly ManualPeer[] _peers = [new(), new()];
    private readonly HostClient _client;

    public LoopTests()
    {
        _client = new(
            s_peer,
            new FastHttpOptions { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10) }.Continuing(onLoop: true),
            [_peers[0].Loop, _peers[1].Loop]);
        Outside();
    }

    [Theory, InlineData(0), InlineData(1)]
    public void A_caller_on_a_loop_gets_its_idle_connection_before_a_younger_one_elsewhere(int loop)
    {
        Warm(loop, 1 - loop);
        On(loop, Send);
        Assert.Equal(2, _peers[loop].Lines[0].Requests);
        Assert.Equal(1, _peers[1 - loop].Lines[0].Requests);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void A_caller_on_no_loop_gets_the_connection_that_became_idle_last(int youngest)
    {
        Warm(1 - youngest, youngest);
        Send();
        Settle();
        Assert.Equal(2, _peers[youngest].Lines[0].Requests);
    }

    [Theory, InlineData(0), InlineData(1)]
    public void A_connection_for_a_caller_on_a_loop_is_made_there(int loop)
    {
        On(loop, Send);
        On(loop, Send);
        Settle();
        Assert.Equal(2, _peers[loop].Accepted);
    }

    [Fact]
    public void Connections_opened_ahead_are_spread_over_the_loops_and_made_on_them()
    {
        Task ahead = _client.OpenConnectionsAsync(4).AsTask();

        // Not even the time to connect is kept by the caller's thread.
        Assert.Equal([0, 0], _peers.Select(peer => peer.Loop.Timers.Count));
        Settle();
        Patience.Wait(ahead);
        Assert.Equal([2, 2], _peers.Select(peer => peer.Accepted));
    }

    [Fact]
    public void A_request_goes_out_on_the_loop_of_its_connection()
    {
        Warm(1);
        On(0, Send);
        Assert.Equal(1, _peers[1].Lines[0].Requests);
        Settle();
        Assert.Equal(2, _peers[1].Lines[0].Requests);
        Assert.Empty(_peers[0].Lines);
    }

    [Fact]
    public void Closing_what_is_idle_reaches_every_loop()
    {
        Warm(1);
        _client.CloseIdleConnections();
        Settle();
        Assert.Equal(0, _peers[1].OpenLines);
        Assert.Equal(0, _client.Statistics.Open);
    }

    [Fact]
    public void The_timer_of_the_first_loop_is_that_loops_alone_and_closes_what_is_idle_on_the_other()
    {
        On(1, Send);
        On(1, () => _peers[1].Lines[0].Answer());
        Assert.Equal(0, _peers[0].Loop.Timers.Count);
        Settle();
        On(0, () => _peers[0].Advance(10));
        Settle();
        Assert.Equal(0, _peers[1].OpenLines);
    }

    // A connection of each of these loops, idle since then in this order.
    private void Warm(params int[] loops)
    {
        Array.ForEach(loops, loop => On(loop, Send));
        Array.ForEach(loops, loop => On(loop, () => _peers[loop].Lines[0].Answer()));
        Settle();
    }

    private void Send() => _ = _client.SendNoThrowAsync(s_get, null).AsTask();

    private void On(int loop, Action action)
    {
        _peers[loop].Loop.IsLeft = false;
        action();
        Outside();
    }

    private void Outside() => Array.ForEach(_peers, peer => peer.Loop.IsLeft = true);

    // What the loops have posted to each other.
    private void Settle()
    {
        for (bool ran = true; ran;)
        {
            ran = false;
            for (int loop = 0; loop < 2; loop++)
            {
                ManualPeer peer = _peers[loop];
                On(loop, () => ran |= peer.Loop.RunPosted());
            }
        }
    }
}
