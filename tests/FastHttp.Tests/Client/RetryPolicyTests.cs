using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Tests.Client.Support;
using Testing;

namespace FastHttp.Tests.Client;

/// <summary>A policy of the caller's: what it sees, and what becomes of what it says. Time is moved by hand.</summary>
public sealed class RetryPolicyTests
{
    private static readonly HttpEndPoint s_peer = HttpEndPoint.Http("127.0.0.1");

    private readonly ManualPeer _peer = new();
    private readonly Policy _policy = new();

    [Fact]
    public void It_sees_each_attempt_and_its_word_counts()
    {
        FastHttpClient client = Create();
        using FastHttpRequest request = Request("POST");
        request.SetBody("order"u8);
        using FastHttpResponse response = client.RentResponse();
        _policy.Answer = attempt => attempt < 3 ? RetryDecision.Now : RetryDecision.Stop;
        _peer.OnRequest = line =>
        {
            Assert.EndsWith("\r\n\r\norder", line.Pending, StringComparison.Ordinal);
            line.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        };
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, response).Result);
        Assert.Equal(503, response.StatusCode);
        Assert.Equal(["1 POST 503 None", "2 POST 503 None", "3 POST 503 None"], _policy.Seen);
        Assert.Single(_peer.Lines);
        Assert.Equal(2, client.GetStatistics(s_peer).Retries);
    }

    [Fact]
    public void A_pause_is_kept_and_the_connection_is_others_meanwhile()
    {
        FastHttpClient client = Create(new() { MaxConnectionsPerServer = 1 });
        _policy.Answer = attempt => attempt == 1 ? RetryDecision.After(TimeSpan.FromSeconds(2)) : RetryDecision.Stop;
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        Assert.Equal(0, client.GetStatistics(s_peer).Waiting);
        using FastHttpRequest other = Request("GET");
        ValueTask<HttpError> second = client.SendNoThrowAsync(other, null);
        _policy.Answer = _ => RetryDecision.Stop;
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
        _peer.Advance(1.9);
        Assert.Equal(1, _peer.Lines[1].Requests);
        _peer.Advance(0.2);
        Assert.Equal(2, _peer.Lines[1].Requests);
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, call.Result);
    }

    // Whether others may wait makes no difference: there is no need to.
    [Theory, InlineData(0), InlineData(10)]
    public void What_is_idle_makes_room_for_the_fresh_connection_that_a_retry_needs(int maxWaiters)
    {
        FastHttpClient client = Create(new() { MaxConnectionsPerServer = 1, MaxWaiters = maxWaiters });
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> warm = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, warm.Result);
        _policy.Answer = attempt => attempt == 1 ? RetryDecision.After(TimeSpan.FromSeconds(1)) : RetryDecision.Stop;
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        _policy.Answer = _ => RetryDecision.Stop;
        using FastHttpRequest other = Request("GET");
        ValueTask<HttpError> second = client.SendNoThrowAsync(other, null);
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
        _peer.Advance(1);
        Assert.False(_peer.Lines[1].IsOpen);
        _peer.Lines[2].Answer();
        Assert.Equal(HttpError.None, call.Result);
        Assert.Equal(1, client.GetStatistics(s_peer).Closes.Replaced);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_ended_an_attempt_is_not_said_of_the_next_that_found_no_connection(bool answers)
    {
        FastHttpClient client = Create(
            new() { MaxConnectionsPerServer = 1, PoolWaitTimeout = TimeSpan.FromSeconds(1) });
        _policy.Answer = attempt => attempt == 1 ? RetryDecision.After(TimeSpan.FromSeconds(2)) : RetryDecision.Stop;
        using FastHttpRequest request = Request("GET");
        using FastHttpResponse response = client.RentResponse();
        ValueTask call = client.SendAsync(request, response);
        if (answers)
        {
            _peer.Lines[0].Send("SSH-2.0-x\r\n");
        }
        else
        {
            _peer.Lines[0].Reset();
        }

        using FastHttpRequest other = Request("GET");
        ValueTask<HttpError> second = client.SendNoThrowAsync(other, null);
        _peer.Advance(2.1);
        _peer.Advance(1.1);
        HttpException failure = await Assert.ThrowsAsync<HttpException>(call.AsTask);
        Assert.EndsWith("(PoolWaitTimeout).", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.InnerException);
        Assert.Equal(failure.Message, response.Failure!.Message);
        _policy.Answer = _ => RetryDecision.Stop;
        _peer.Lines[1].Answer();
        Assert.Equal(HttpError.None, second.Result);
    }

    [Fact]
    public void A_call_that_pauses_can_be_cancelled()
    {
        FastHttpClient client = Create();
        _policy.Answer = _ => RetryDecision.After(TimeSpan.FromSeconds(2));
        using CancellationTokenSource source = new();
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null, source.Token);
        _peer.Lines[0].Close();
        Assert.False(call.IsCompleted);
        source.Cancel();
        Assert.Equal(HttpError.Canceled, call.Result);
        _peer.Advance(60);
        Assert.Single(_peer.Lines);
        Assert.Equal(0, client.PendingIn(s_peer));
    }

    [Fact]
    public async Task Disposing_the_client_ends_a_pause()
    {
        FastHttpClient client = Create();
        _policy.Answer = _ => RetryDecision.After(TimeSpan.FromSeconds(2));
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        await client.DisposeAsync();
        Assert.Equal(HttpError.Disposed, await call);
        Assert.Equal(0, _peer.Loop.Timers.Count);
    }

    [Theory, InlineData(5), InlineData(6)]
    public void A_pause_that_ends_with_the_call_or_outlasts_it_is_not_begun(int pause)
    {
        FastHttpClient client = Create();
        _policy.Answer = _ => RetryDecision.After(TimeSpan.FromSeconds(pause));
        using FastHttpRequest request = Request("GET");
        request.Timeout = TimeSpan.FromSeconds(5);
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        Assert.Equal(HttpError.ConnectionClosed, call.Result);
    }

    [Fact]
    public void However_often_it_says_yes_the_options_limit_the_attempts()
    {
        FastHttpClient client = Create(new() { MaxAttempts = 3 });
        _policy.Answer = _ => RetryDecision.Now;
        using FastHttpRequest request = Request("GET");
        _peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(3, _peer.Lines.Count);
        Assert.Equal(2, _policy.Seen.Count);
    }

    [Fact, SpecCase("client", 59)]
    public void It_is_told_what_would_be_sent_again_without_it()
    {
        FastHttpClient client = Create();
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> warm = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Answer();
        Assert.Equal(HttpError.None, warm.Result);
        Assert.False(_policy.WasSafe);
        _policy.Answer = _ => _policy.WasSafe ? RetryDecision.Now : RetryDecision.Stop;
        _peer.OnRequest = line =>
        {
            if (_peer.Lines.Count == 1)
            {
                line.Close();
            }
            else
            {
                line.Answer();
            }
        };
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(2, _peer.Lines.Count);
    }

    [Theory, InlineData("GET", true), InlineData("POST", false)]
    public void It_is_told_whether_the_request_may_be_done_twice(string method, bool isIdempotent)
    {
        FastHttpClient client = Create();
        using FastHttpRequest request = Request(method);
        _peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
        Assert.Equal(isIdempotent, _policy.WasIdempotent);
    }

    [Fact]
    public void It_sees_no_response_where_there_is_none()
    {
        FastHttpClient client = Create();
        using FastHttpRequest request = Request("GET");
        using FastHttpResponse response = client.RentResponse();
        _policy.Answer = attempt => attempt == 1 ? RetryDecision.Now : RetryDecision.Stop;
        _peer.OnRequest = line =>
        {
            line.Send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            _peer.OnRequest = second => second.Close();
        };
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, response).Result);
        Assert.Equal(["1 GET 503 None", "2 GET 0 ConnectionClosed"], _policy.Seen);
        Assert.False(_policy.SawResponse);
    }

    [Theory, InlineData(0), InlineData(2)]
    public void A_call_that_is_cancelled_while_it_decides_is_over_at_once(int pause)
    {
        FastHttpClient client = Create();
        using CancellationTokenSource source = new();
        _policy.Answer = _ =>
        {
            source.Cancel();
            return RetryDecision.After(TimeSpan.FromSeconds(pause));
        };
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null, source.Token);
        _peer.Lines[0].Close();
        Assert.Equal(HttpError.Canceled, call.Result);
        Assert.Single(_peer.Lines);
        Assert.Equal(0, client.PendingIn(s_peer));
    }

    [Theory, InlineData(0), InlineData(2)]
    public void A_call_whose_client_is_disposed_while_it_decides_is_over_at_once(int pause)
    {
        HostClient client = _peer.CreateHostClient(s_peer, new() { RetryPolicy = _policy });
        _policy.Answer = _ =>
        {
            client.Pool.Dispose();
            return RetryDecision.After(TimeSpan.FromSeconds(pause));
        };
        using FastHttpRequest request = Request("GET");
        ValueTask<HttpError> call = client.SendNoThrowAsync(request, null);
        _peer.Lines[0].Close();
        Assert.Equal(HttpError.Disposed, call.Result);
        Assert.Single(_peer.Lines);
        Assert.Equal(0, client.PendingCount);
    }

    [Fact]
    public async Task It_is_asked_about_connections_that_cannot_be_made()
    {
        int dials = 0;
        FastHttpClient client = Create(new()
        {
            ConnectCallback = (_, _) =>
            {
                dials++;
                throw new HttpException(HttpError.ConnectRefused);
            },
        });
        _policy.Answer = attempt => attempt < 3 ? RetryDecision.Now : RetryDecision.Stop;
        using FastHttpRequest request = Request("GET");
        Assert.Equal(HttpError.ConnectRefused, await client.SendNoThrowAsync(request, null));
        Assert.Equal(3, dials);
        Assert.Equal("3 GET 0 ConnectRefused", _policy.Seen[^1]);
        Assert.Equal(0, client.PendingIn(s_peer));
    }

    [Fact]
    public void What_it_throws_leaves_the_attempt_as_it_is()
    {
        FastHttpClient client = Create();
        _policy.Answer = _ => throw new InvalidOperationException();
        using FastHttpRequest request = Request("GET");
        using FastHttpResponse response = client.RentResponse();
        _peer.OnRequest = line => line.Answer("still here");
        Assert.Equal(HttpError.None, client.SendNoThrowAsync(request, response).Result);
        Assert.Equal("still here", Encoding.ASCII.GetString(response.BodySpan));
    }

    [Fact]
    public void It_is_not_asked_about_a_body_that_cannot_be_sent_again()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        FastHttpClient client = Create();
        _policy.Answer = _ => RetryDecision.Now;
        using FastHttpRequest request = Request("PUT");
        request.SetBodyWriter(0, static (_, _, _) => default, length: 0);
        _peer.OnRequest = line => line.Close();
        Assert.Equal(HttpError.ConnectionClosed, client.SendNoThrowAsync(request, null).Result);
        Assert.Empty(_policy.Seen);
    }

    [Fact]
    public void A_pause_is_not_negative_and_no_more_than_a_day()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RetryDecision.After(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetryDecision.After(TimeSpan.FromDays(2)));
        Assert.False(default(RetryDecision).Retries);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FastHttpClient(new() { MaxAttempts = 0 }));
    }

    private FastHttpClient Create(FastHttpOptions? options = null)
    {
        options ??= new();
        return _peer.CreateClient(new()
        {
            RetryPolicy = _policy,
            MaxAttempts = options.MaxAttempts,
            MaxConnectionsPerServer = options.MaxConnectionsPerServer,
            MaxWaiters = options.MaxWaiters,
            PoolWaitTimeout = options.PoolWaitTimeout,
            ConnectCallback = options.ConnectCallback,
        });
    }

    private static FastHttpRequest Request(string method)
    {
        FastHttpRequest request = FastHttpRequest.Rent();
        request.Method = Encoding.ASCII.GetBytes(method);
        request.SetTarget(s_peer, "/"u8);
        return request;
    }

    private sealed class Policy : IRetryPolicy
    {
        public List<string> Seen { get; } = [];

        public bool WasSafe { get; private set; }

        public bool WasIdempotent { get; private set; }

        public bool SawResponse { get; private set; }

        public Func<int, RetryDecision> Answer { get; set; } = _ => RetryDecision.Stop;

        public RetryDecision Decide(in RetryContext attempt)
        {
            string method = Encoding.ASCII.GetString(attempt.Request!.Method);
            Seen.Add($"{attempt.Attempt} {method} {attempt.StatusCode} {attempt.Error}");
            WasSafe = attempt.IsSafe;
            WasIdempotent = attempt.IsIdempotent;
            SawResponse = attempt.Response is not null;
            Assert.Equal(s_peer, attempt.EndPoint);
            return Answer(attempt.Attempt);
        }
    }
}
