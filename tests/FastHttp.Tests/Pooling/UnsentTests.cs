using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Faults;

namespace FastHttp.Tests.Pooling;

/// <summary>
/// A call from another thread has a connection before its loop hears of it. What happens in between finds a request of
/// which no byte was sent.
/// </summary>
public sealed class UnsentTests : FaultTests
{
    [Theory, InlineData("GET"), InlineData("POST")]
    public void Where_the_connection_has_been_closed_the_call_takes_another_and_that_is_no_retry(string method)
    {
        FastHttpClient client = WarmClient();
        FastHttpRequest request = Request(method);
        ValueTask<HttpError> call = default;
        Elsewhere(() => call = client.SendNoThrowAsync(request, null));
        Peer.Lines[0].Close();
        Assert.Equal(1, client.GetStatistics(EndPoint).InUse);
        Assert.True(Peer.Loop.RunPosted());
        Assert.Equal(1, client.PendingIn(EndPoint));
        Peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(0, client.PendingIn(EndPoint));
        PoolStatistics now = client.GetStatistics(EndPoint);
        Assert.Equal((2, 1, 1), (now.Opened, now.Closed, now.Closes.ByPeer));
    }

    [Fact]
    public void Where_the_caller_has_lost_interest_the_connection_is_kept_and_nothing_counted_on_it()
    {
        Measures = false;
        FastHttpClient client = WarmClient(new() { MaxRequestsPerConnection = 3 });
        using CancellationTokenSource source = new();
        ValueTask<HttpError> call = default;
        Elsewhere(() =>
        {
            call = client.SendNoThrowAsync(Get, EndPoint, null, source.Token);
            source.Cancel();
        });
        Peer.RunPosted();

        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.Equal(0, client.PendingIn(EndPoint));
        Peer.OnRequest = line => line.Answer();
        Assert.Equal(HttpError.None, Send(client).Result);
        Assert.Equal(HttpError.None, Send(client).Result);
        Assert.Equal(3, Peer.Lines[0].Requests);
    }

    [Fact]
    public void Where_the_client_has_been_disposed_the_call_ends_with_it()
    {
        HostClient client = Peer.CreateHostClient(EndPoint);
        ValueTask<HttpError> call = client.SendNoThrowAsync(Get, null);
        Peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Elsewhere(() => call = client.SendNoThrowAsync(Get, null));
        Peer.Lines[0].Close();
        Elsewhere(client.Pool.Dispose);
        Peer.RunPosted();

        Assert.Equal(HttpError.Disposed, call.Result);
        Assert.Equal(0, client.PendingCount);
        Assert.True(client.Pool.Drained.IsCompleted);
    }
}
