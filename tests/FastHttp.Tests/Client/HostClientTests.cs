using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;

namespace FastHttp.Tests.Client;

/// <summary>The client of one end point: its own pool, its counts, and what it refuses.</summary>
public sealed class HostClientTests
{
    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly ManualPeer _peer = new();

    [Fact]
    public void A_request_goes_to_the_end_point_and_its_response_comes_back()
    {
        HostClient client = _peer.CreateHostClient(s_peer);
        using FastHttpRequest request = client.RentRequest("/a?b=c"u8);
        using FastHttpResponse response = client.RentResponse();
        _peer.OnRequest = line => line.Answer(line.Target);
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, response).Result);
        Assert.Equal("/a?b=c", Encoding.ASCII.GetString(response.BodySpan));
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, response).Result);
        Assert.Equal("/", Encoding.ASCII.GetString(response.BodySpan));
        Assert.Single(_peer.Lines);
    }

    [Fact]
    public void A_request_to_another_end_point_is_an_argument_error()
    {
        HostClient client = _peer.CreateHostClient(s_peer);
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Throws<ArgumentException>(() => { _ = client.SendNoThrowAsync(request, null).AsTask(); });
        request.SetUri("http://127.0.0.2/"u8);
        Assert.Throws<ArgumentException>(() => { _ = client.SendAsync(request, null).AsTask(); });
        Assert.Throws<ArgumentException>(() => client.RentRequest("/a#b"u8));
        Assert.Empty(_peer.Lines);
        request.SetUri("http://127.0.0.1/"u8);
        _peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
    }

    [Fact]
    public void Its_pool_stays_and_keeps_its_counts_when_every_connection_has_gone()
    {
        HostClient client = _peer.CreateHostClient(
            s_peer, new() { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5) });
        _peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, null).Result);
        _peer.Advance(6);
        _peer.Advance(3600);
        Assert.Equal(0, _peer.OpenLines);
        Assert.Equal(0, _peer.Loop.Timers.Count);
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(s_get, null).Result);
        Assert.Equal((1, 2L, 1L), (client.Statistics.Open, client.Statistics.Opened, client.Statistics.Closed));
    }

    [Fact]
    public void Calls_under_way_are_counted_whether_they_wait_or_not()
    {
        HostClient client = _peer.CreateHostClient(s_peer, new() { MaxConnectionsPerServer = 2 });
        ValueTask<HttpError>[] calls = [.. Enumerable.Range(0, 5).Select(_ => client.SendNoThrowAsync(s_get, null))];
        Assert.Equal(5, client.PendingCount);
        _peer.Lines[0].Answer();
        Assert.Equal(4, client.PendingCount);
        while (_peer.Lines.Find(line => line.Pending.Length > 0) is { } line)
        {
            line.Answer();
        }

        Assert.All(calls, call => Assert.Equal(HttpError.None, call.Result));
        Assert.Equal(0, client.PendingCount);
    }

    [Fact]
    public async Task Disposing_ends_what_is_under_way_and_the_client()
    {
        HostClient client = _peer.CreateHostClient(s_peer);
        ValueTask<HttpError> call = client.SendNoThrowAsync(s_get, null);
        await client.DisposeAsync();
        Assert.Equal(HttpError.Disposed, await call);
        Assert.Throws<ObjectDisposedException>(() => { _ = client.SendNoThrowAsync(s_get, null).AsTask(); });
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.OpenConnectionsAsync(1).AsTask());
        Assert.Equal(0, _peer.OpenLines);
    }

    [Fact]
    public async Task Cancelling_and_throwing_are_as_with_the_other_client()
    {
        HostClient client = _peer.CreateHostClient(s_peer);
        using CancellationTokenSource source = new();
        using FastHttpRequest request = client.RentRequest("/"u8);
        ValueTask call = client.SendAsync(request, null, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(call.AsTask);
        Assert.Equal(HttpError.Canceled, await client.SendNoThrowAsync(s_get, null, source.Token));
        await client.OpenConnectionsAsync(3);
        Assert.Equal(3, client.Statistics.Idle);
        client.CloseIdleConnections();
        Assert.Equal(0, client.Statistics.Open);
    }
}
