using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using FastHttp.Tests.Pooling.Support;

namespace FastHttp.Tests.Telemetry;

/// <summary>What a listener of the meter learns of calls and pools, with the names and attributes of OpenTelemetry.
/// </summary>
[Collection(ProcessWideAllocation.Name)]
public sealed class MetricsTests : IDisposable
{
    private static int s_count;

    private readonly ManualPeer _peer = new();
    private readonly MeterListener _listener = new();
    private readonly List<(string Name, double Value, Dictionary<string, object?> Tags)> _seen = [];

    // Its own address, by which its clients are told from those of other tests, which may not be gone yet.
    private readonly HttpEndPoint _endPoint =
        HttpEndPoint.Http($"127.78.{Interlocked.Increment(ref s_count)}.2", 81);

    public MetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "FastHttp")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void A_call_is_told_with_its_duration_and_outcome()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpRequest request = Request("POST");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Advance(3);
        _peer.Lines[0].Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(HttpError.None, call.Result);
        (_, double seconds, Dictionary<string, object?> tags) = Single("http.client.request.duration");
        Assert.InRange(seconds, 2.99, 3.01);
        Assert.Equal(_endPoint.Host, tags["server.address"]);
        Assert.Equal(81, tags["server.port"]);
        Assert.Equal("http", tags["url.scheme"]);
        Assert.Equal("POST", tags["http.request.method"]);
        Assert.Equal(503, tags["http.response.status_code"]);
        Assert.Equal("503", tags["error.type"]);
        Assert.Equal("1.1", tags["network.protocol.version"]);
        Assert.Equal(0, Single("http.client.request.time_in_queue").Value);
    }

    [Fact]
    public void A_failure_is_told_with_its_reason()
    {
        FastHttpClient client = _peer.CreateClient(new() { ResponseHeadTimeout = TimeSpan.FromSeconds(2) });
        PreparedRequest prepared = PreparedRequest.CreateRaw(
            "BREW / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.None);
        ValueTask<HttpError> call = client.SendNoThrowAsync(prepared, _endPoint, null);
        _peer.Advance(3);
        Assert.Equal(HttpError.HeadTimeout, call.Result);
        Dictionary<string, object?> tags = Single("http.client.request.duration").Tags;
        Assert.Equal("head_timeout", tags["error.type"]);
        Assert.Equal("_OTHER", tags["http.request.method"]);
        Assert.False(tags.ContainsKey("http.response.status_code"));
        Assert.InRange(Single("http.client.connection.duration").Value, 1.9, 3.1);
    }

    [Fact]
    public void The_time_in_the_queue_is_told_once_however_often_a_call_is_sent()
    {
        FastHttpClient client = _peer.CreateClient(new() { RetryPolicy = new OnceMore() });
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        _peer.Advance(3);
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(0, Single("http.client.request.time_in_queue").Value);
    }

    [Fact]
    public void The_time_in_the_queue_is_told_once_for_a_call_that_goes_to_another_host()
    {
        LoadBalancedClient client = new([_endPoint, _endPoint], new(), [_peer.Loop]);
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Single("http.client.request.time_in_queue");
    }

    [Fact]
    public void A_call_with_a_streamed_body_is_told_when_its_head_has_come()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpRequest request = Request("GET");
        using FastHttpResponse response = client.RentResponse();
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, response, ResponseOptions.StreamBody);
        _peer.Advance(2);
        _peer.Lines[0].Send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n");
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(2, Single("http.client.request.duration").Value);
        _peer.Advance(2);
        _peer.Lines[0].Push("x"u8);
        Assert.True(response.DrainBodyAsync().IsCompletedSuccessfully);
        Single("http.client.request.duration");
    }

    [Fact]
    public void A_connection_that_the_server_closes_while_it_is_idle_is_told_with_its_duration()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);
        _peer.Advance(3);
        _peer.Lines[0].Close();
        Assert.Equal(3, Single("http.client.connection.duration").Value);
    }

    [Fact]
    public void A_connection_that_was_not_made_has_no_duration()
    {
        HostClient client = _peer.CreateHostClient(_endPoint, new() { Proxy = Dialing.Proxy });
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        client.Pool.Dispose();
        Assert.Equal(HttpError.Disposed, call.Result);
        Assert.Empty(Of("http.client.connection.duration"));
    }

    [Fact]
    public async Task What_a_pool_holds_is_read_when_a_listener_asks()
    {
        FastHttpClient client = _peer.CreateClient();
        using FastHttpRequest first = Request("GET");
        using FastHttpRequest second = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(first, null);
        ValueTask<HttpError> other = client.SendNoThrowAsync(second, null);
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, other.Result);
        _listener.RecordObservableInstruments();
        var connections = Of("http.client.open_connections");
        Assert.Equal(1, connections.Single(seen => seen.Tags["http.connection.state"] is "active").Value);
        Assert.Equal(1, connections.Single(seen => seen.Tags["http.connection.state"] is "idle").Value);
        Assert.Equal(1, Single("http.client.active_requests").Value);
        Assert.Equal(0, Single("fasthttp.client.retries").Value);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, call.Result);

        await client.DisposeAsync();
        lock (_seen)
        {
            _seen.Clear();
        }

        _listener.RecordObservableInstruments();
        Assert.Empty(Of("http.client.open_connections"));
    }

    private (string Name, double Value, Dictionary<string, object?> Tags) Single(string name) =>
        Assert.Single(Of(name));

    private List<(string Name, double Value, Dictionary<string, object?> Tags)> Of(string name)
    {
        lock (_seen)
        {
            return [.. _seen.Where(seen => seen.Name == name)];
        }
    }

    // Other tests have clients too: only what concerns this one's peer is kept.
    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> copy = new(tags.ToArray());
        if (_endPoint.Host.Equals(copy["server.address"]))
        {
            lock (_seen)
            {
                _seen.Add((instrument.Name, value, copy));
            }
        }
    }

    private FastHttpRequest Request(string method)
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = System.Text.Encoding.ASCII.GetBytes(method);
        request.SetTarget(_endPoint, "/"u8);
        return request;
    }

    private sealed class OnceMore : IRetryPolicy
    {
        public RetryDecision Decide(in RetryContext attempt) => attempt.Error == HttpError.None
            ? RetryDecision.Stop
            : RetryDecision.After(TimeSpan.FromSeconds(3));
    }
}
