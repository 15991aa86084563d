using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using Testing;

namespace FastHttp.Tests.Telemetry;

/// <summary>The activity of a call, and how the server learns of it.</summary>
[Collection(ProcessWideAllocation.Name)]
public sealed class TracingTests : IDisposable
{
    private readonly ManualPeer _peer = new();
    private readonly ActivityListener _listener;
    private readonly List<Activity> _stopped = [];

    // Its own address: only calls to it are listened to, so that other tests send what they always do.
    private readonly HttpEndPoint _endPoint = HttpEndPoint.Http($"127.77.{Random.Shared.Next(256)}.1");

    public TracingTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "FastHttp",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.Tags!.Any(tag => _endPoint.Host.Equals(tag.Value))
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = _stopped.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_call_is_an_activity_that_the_server_can_go_on_with()
    {
        FastHttpClient client = _peer.CreateClient();
        using Activity parent = new("parent");
        parent.Start();
        using FastHttpRequest request = Request("/a?secret=1"u8);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Assert.Same(parent, Activity.Current);
        string sent = _peer.Lines[0].Pending;
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Same(parent, Activity.Current);
        Activity activity = Assert.Single(_stopped);
        Assert.Equal(("GET", ActivityKind.Client), (activity.DisplayName, activity.Kind));
        Assert.Equal(parent.SpanId, activity.ParentSpanId);
        Assert.Contains($"traceparent: {activity.Id}\r\n", sent, StringComparison.OrdinalIgnoreCase);
        Assert.Equal($"http://{_endPoint.Host}/a?*", activity.GetTagItem("url.full"));
        Assert.Equal(200, activity.GetTagItem("http.response.status_code"));
        Assert.Equal(ActivityStatusCode.Unset, activity.Status);

        // What was added is gone: the request is sent anew with a trace of its own.
        Assert.False(request.Headers.TryGet("traceparent"u8, out _));
        call = client.SendNoThrowAsync(request, null);
        string again = _peer.Lines[0].Pending;
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Contains($"traceparent: {_stopped[1].Id}\r\n", again, StringComparison.OrdinalIgnoreCase);
    }

    [Fact, SpecCase("client", 19)]
    public void A_trace_of_the_callers_own_is_left_alone()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpRequest request = Request("/"u8);
        request.Headers.Set("traceparent"u8, "mine"u8);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        Assert.Contains("traceparent: mine\r\n", _peer.Lines[0].Pending, StringComparison.Ordinal);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.True(request.Headers.TryGet("traceparent"u8, out ReadOnlySpan<byte> kept));
        Assert.Equal("mine", Encoding.ASCII.GetString(kept));
    }

    [Fact]
    public void A_call_that_goes_to_another_host_says_how_often_it_was_sent_again()
    {
        LoadBalancedClient client = new([_endPoint, _endPoint], new(), [_peer.Loop]);
        using FastHttpRequest request = Request("/"u8);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(1, Assert.Single(_stopped).GetTagItem("http.request.resend_count"));
    }

    [Fact]
    public void Failures_and_error_statuses_are_errors()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpRequest request = Request("/"u8);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Send("HTTP/1.1 404 Nothing\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(HttpError.None, call.Result);
        using CancellationTokenSource source = new();
        call = client.SendNoThrowAsync(request, null, source.Token);
        source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.Equal(["404", "canceled"], _stopped.Select(activity => activity.GetTagItem("error.type")));
        Assert.All(_stopped, activity => Assert.Equal(ActivityStatusCode.Error, activity.Status));
    }

    [Fact]
    public void Misuse_leaves_neither_an_activity_nor_a_line()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpRequest request = Request("/"u8);
        using FastHttpResponse response = client.RentResponse();
        using FastHttpRequest other = Request("/"u8);
        ValueTask<HttpError> call = client.SendNoThrowAsync(other, response);
        Assert.Throws<InvalidOperationException>(() => { _ = client.SendNoThrowAsync(request, response).AsTask(); });
        Assert.Single(_stopped);
        Assert.False(request.Headers.TryGet("traceparent"u8, out _));
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
    }

    private FastHttpRequest Request(ReadOnlySpan<byte> target)
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.SetTarget(_endPoint, target);
        return request;
    }
}
