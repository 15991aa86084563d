using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FastHttp.Http1;
using FastHttp.Messages;
using Testing;

namespace FastHttp.Tests.Messages;

/// <summary>
/// Rent, return, and what is left of a message after that (X60 to X65 as far as they need no client).
/// </summary>
public class MessagePoolTests
{
    [Fact]
    public void Use_after_return_is_caught()
    {
        // A pool of its own: another test would take what goes back to the shared one, and use it.
        MessagePool pool = new(4, checks: null);
        FastHttpResponse response = pool.RentResponse();
        FastHttpRequest request = pool.RentRequest();
        response.Dispose();
        request.Dispose();
        response.Dispose();
        request.Dispose();
        Assert.Throws<ObjectDisposedException>(() => response.StatusCode);
        Assert.Throws<ObjectDisposedException>(() => response.Headers);
        Assert.Throws<ObjectDisposedException>(() => response.Body);
        Assert.Throws<ObjectDisposedException>(() => response.Reset());
        Assert.Throws<ObjectDisposedException>(() => request.Headers);
        Assert.Throws<ObjectDisposedException>(() => request.SetBody("x"u8));
        Assert.Throws<ObjectDisposedException>(() => request.SetUri("http://h/"u8));
    }

    [Fact]
    public void X62_nothing_that_was_kept_changes_the_message_of_the_next_caller()
    {
        MessagePool pool = new(4, checks: null);
        FastHttpRequest request = pool.RentRequest();
        FastHttpResponse response = pool.RentResponse();
        request.Headers.Set("A"u8, "b"u8);
        FastHttpRequestHeaders fields = request.Headers;
        FastHttpResponseHeaders view = response.Headers;
        request.Dispose();
        response.Dispose();
        Assert.Throws<ObjectDisposedException>(response.Reset);
        Assert.Throws<ObjectDisposedException>(() => request.IsIdempotent = true);
        Assert.Throws<ObjectDisposedException>(() => request.ExpectContinue = true);
        Assert.Throws<ObjectDisposedException>(() => request.Timeout = TimeSpan.FromSeconds(1));
        Assert.Throws<ObjectDisposedException>(() => request.State = "mine");
        Assert.Throws<ObjectDisposedException>(() => request.BodyWriter);

        // As the pool does it for the next caller.
        request.Rented();
        response.Rented();
        request.SetUri("http://h/"u8);
        Assert.Throws<ObjectDisposedException>(() => fields.Set("Injected"u8, "x"u8));
        Assert.Throws<ObjectDisposedException>(() => fields.Add("Injected"u8, "x"u8));
        Assert.Throws<ObjectDisposedException>(() => fields.Remove("A"u8));
        Assert.Throws<ObjectDisposedException>(() => fields.TryGet("A"u8, out _));
        Assert.Throws<ObjectDisposedException>(() => view.Count);
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\n\r\n"u8, request.SerializeHead());
        Assert.Equal(0, response.Headers.Count);
    }

    [Fact]
    public void The_pool_is_bounded_in_number_and_in_bytes()
    {
        MessagePool pool = new(4, checks: null);
        List<FastHttpRequest> rented = [.. Enumerable.Range(0, 20).Select(_ => pool.RentRequest())];
        foreach (FastHttpRequest request in rented)
        {
            request.Method = Encoding.ASCII.GetBytes(new string('M', MessagePool.MaxRetainedBytes + 1));
            request.SetBody(new byte[MessagePool.MaxRetainedBytes + 1]);
            Assert.True(request.RetainedBytes > MessagePool.MaxRetainedBytes);
            request.Dispose();
            Assert.InRange(request.RetainedBytes, 0, MessagePool.MaxRetainedBytes);
        }

        // Those that were not kept are the collector's; what is handed out then is new.
        HashSet<FastHttpRequest> before = [.. rented];
        int kept = Enumerable.Range(0, 20).Select(_ => pool.RentRequest()).Count(before.Contains);
        Assert.InRange(kept, 1, 4);
    }

    [Fact]
    public void Two_returns_put_a_message_into_the_pool_once()
    {
        FastHttpResponse first = FastHttpResponse.Rent();
        first.Dispose();
        first.Dispose();
        using FastHttpResponse second = FastHttpResponse.Rent();
        using FastHttpResponse third = FastHttpResponse.Rent();
        Assert.NotSame(second, third);
    }

    [Fact]
    public void A_message_is_in_one_exchange_at_a_time()
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/"u8);
        request.Lend();
        Assert.Throws<InvalidOperationException>(request.Lend);
        Assert.Throws<InvalidOperationException>(() => request.Headers.Set("A"u8, "b"u8));
        Assert.Throws<InvalidOperationException>(() => request.CloseConnection = true);
        Assert.False(request.SerializeHead().IsEmpty);
        request.EndLoan();
        request.Headers.Set("A"u8, "b"u8);

        using FastHttpResponse response = FastHttpResponse.Rent();
        response.Lend(ResponseOptions.None);
        Assert.Throws<InvalidOperationException>(() => response.Lend(ResponseOptions.None));
        Assert.Throws<InvalidOperationException>(response.Reset);
        response.EndLoan();
        response.Reset();
    }

    [Fact]
    public void A_message_disposed_during_an_exchange_goes_back_at_its_end()
    {
        MessagePool pool = new(4, checks: null);
        FastHttpResponse response = pool.RentResponse();
        response.Lend(ResponseOptions.None);
        response.Dispose();
        Assert.Throws<ObjectDisposedException>(() => response.StatusCode);
        List<FastHttpResponse> others = [.. Enumerable.Range(0, 100).Select(_ => FastHttpResponse.Rent())];
        Assert.DoesNotContain(response, others);
        others.ForEach(other => other.Dispose());
        response.EndLoan();
        Assert.Throws<ObjectDisposedException>(() => response.StatusCode);
    }

    [Fact]
    public async Task What_a_call_keeps_holds_for_that_call_alone()
    {
        PipeServer server = new([.. Enumerable.Repeat("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody", 6)]);
        await using FastHttpClient client = new(new() { ConnectCallback = server.ConnectAsync });
        using FastHttpRequest request = client.RentRequest();
        using FastHttpResponse response = client.RentResponse();
        request.SetUri("http://h/"u8);
        await client.SendAsync(request, response, ResponseOptions.DiscardBody);
        Assert.Equal((1, 0, 4), (response.Headers.Count, (int)response.Body.Length, (int)response.BodyLength));
        await client.SendAsync(request, response, ResponseOptions.DiscardHead);
        Assert.Equal((0, 4), (response.Headers.Count, (int)response.Body.Length));
        await client.SendAsync(request, response, ResponseOptions.StreamBody | ResponseOptions.DiscardBody);
        Assert.Equal((1, 0), (response.Headers.Count, (int)response.Body.Length));
        await client.SendAsync(request, response, ResponseOptions.StreamBody);
        Assert.Equal(0, response.Body.Length);
        await response.DrainBodyAsync();
        await client.SendAsync(request, response);
        Assert.Equal((1, 4), (response.Headers.Count, (int)response.Body.Length));
    }

    [Fact]
    public void Discarding_counts_and_keeps_nothing()
    {
        using FastHttpResponse response = FastHttpResponse.Rent();
        response.Keep(ResponseOptions.DiscardBody | ResponseOptions.DiscardHead);
        ReaderDriver driver = new(FastHttpOptions.Default);
        driver.Run(WireForms.Whole(WireSamples.ChunkedWithTrailers), default, closesAfter: false, response);
        Assert.Equal(200, response.StatusCode);
        Assert.Equal(11, response.BodyLength);
        Assert.True(response.Body.IsEmpty);
        Assert.True(response.ReasonPhrase.IsEmpty);
        Assert.Equal(0, response.Headers.Count);
        Assert.Equal(0, response.Trailers.Count);
    }

    [Fact]
    public void Large_buffers_are_dropped_on_return()
    {
        FastHttpResponse response = FastHttpResponse.Rent();
        response.KeepBody(new byte[MessagePool.MaxRetainedBytes + 1]);
        Assert.True(response.RetainedBytes > MessagePool.MaxRetainedBytes);
        response.Dispose();
        Assert.True(response.RetainedBytes <= MessagePool.MaxRetainedBytes);
    }

    [Fact]
    public void A_declared_length_reserves_nothing()
    {
        using FastHttpResponse response = FastHttpResponse.Rent();
        ResponseReader reader = new(new ResponseLimits { MaxBodyBytes = long.MaxValue });
        reader.Begin(RequestTraits.None, response);
        Assert.Equal(ParseStatus.NeedMore, reader.Read(
            "HTTP/1.1 200 OK\r\nContent-Length: 2147483591\r\n\r\nab"u8, out _));
        Assert.Equal(Array.MaxLength, response.ContentLength);
        Assert.True(response.RetainedBytes <= 2 * MessagePool.MaxRetainedBytes);
    }

    [Fact]
    public void Fields_are_found_by_name_and_by_index()
    {
        using FastHttpResponse response = FastHttpResponse.Rent();
        ReaderDriver driver = new(FastHttpOptions.Default);
        byte[] wire = Encoding.ASCII.GetBytes(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-Own: x\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n");
        driver.Run(WireForms.Whole(wire), default, closesAfter: false, response);
        Assert.Equal(4, response.Headers.Count);
        Assert.True(response.Headers.TryGet(KnownHeader.SetCookie, out ReadOnlySpan<byte> value));
        Assert.Equal("a=1"u8, value);
        Assert.True(response.Headers.TryGet("x-OWN"u8, out value));
        Assert.Equal("x"u8, value);
        Assert.False(response.Headers.TryGet("X-Other"u8, out _));
        Assert.False(response.Headers.TryGet(KnownHeader.Unknown, out _));
        List<string> values = [];
        foreach (HttpField field in response.Headers.GetValues("SET-COOKIE"u8))
        {
            values.Add(Encoding.ASCII.GetString(field.Value));
        }

        Assert.Equal(["a=1", "b=2"], values);
    }

    [Fact]
    public async Task R20_a_prepared_request_is_shared()
    {
        using FastHttpRequest request = FastHttpRequest.Rent();
        request.SetUri("http://h/p"u8);
        request.SetBody("body"u8);
        PreparedRequest prepared = PreparedRequest.Create(request);
        request.SetUri("http://other/"u8);
        byte[] expected = "GET /p HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody"u8.ToArray();
        await Parallel.ForAsync(0, 64, (_, _) =>
        {
            ArrayBufferWriter<byte> output = new();
            output.Write(prepared.Bytes.Span);
            Assert.Equal(expected, output.WrittenSpan);
            return ValueTask.CompletedTask;
        });
    }
}
