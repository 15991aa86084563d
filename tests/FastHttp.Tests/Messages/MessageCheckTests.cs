using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading;
using FastHttp.Buffers;
using FastHttp.Messages;
using FastHttp.Tests.Transports;
using Testing;

namespace FastHttp.Tests.Messages;

/// <summary>
/// What is caught beside the work where the checks are on: in Debug builds, and by the switch in any other.
/// </summary>
public sealed class MessageCheckTests
{
    private readonly ConcurrentQueue<string> _reports = new();
    private readonly MessagePool _pool;

    public MessageCheckTests() => _pool = new MessagePool(4, new MessageChecks(_reports.Enqueue));

    [Fact]
    public void X62_a_returned_response_is_poisoned_and_its_views_are_dead()
    {
        FastHttpResponse response = _pool.RentResponse();
        ReaderDriver driver = new(FastHttpOptions.Default);
        driver.Run(WireForms.Whole(WireSamples.Nginx), default, closesAfter: false, response);
        FastHttpResponseHeaders view = response.Headers;
        ReadOnlySpan<byte> reason = response.ReasonPhrase;
        ReadOnlySequence<byte> body = response.Body;
        Assert.False(reason.IsEmpty || body.IsEmpty);
        response.Dispose();
        Assert.Throws<ObjectDisposedException>(() => view.Count);
        Assert.Throws<ObjectDisposedException>(() => response.Body);
        Assert.All(body.ToArray(), current => Assert.Equal(MessageChecks.Poison, current));
        Assert.All(reason.ToArray(), current => Assert.Equal(MessageChecks.Poison, current));
    }

    [Fact]
    public void X62_a_returned_request_is_poisoned_and_shows_nothing()
    {
        FastHttpRequest request = _pool.RentRequest();
        request.SetUri("http://h/secret"u8);
        request.SetBody("secret"u8);
        ReadOnlySpan<byte> target = request.Target;
        ReadOnlySpan<byte> head = request.SerializeHead();
        ReadOnlyMemory<byte> body = request.BodyMemory;
        request.Dispose();
        Assert.Throws<ObjectDisposedException>(() => request.Target.Length);
        Assert.Throws<ObjectDisposedException>(() => request.Method.Length);
        Assert.Throws<ObjectDisposedException>(() => request.EndPoint);
        Assert.All(target.ToArray(), current => Assert.Equal(MessageChecks.Poison, current));
        Assert.All(head.ToArray(), current => Assert.Equal(MessageChecks.Poison, current));
        Assert.All(body.ToArray(), current => Assert.Equal(MessageChecks.Poison, current));
    }

    [Fact]
    public void X64_a_message_that_is_never_returned_is_reported_with_the_place()
    {
        LoseBoth();
        bool Both() => Has(nameof(FastHttpRequest)) && Has(nameof(FastHttpResponse));
        bool Has(string name)
        {
            foreach (string report in _reports)
            {
                if (report.Contains($"a {name} was never returned", StringComparison.Ordinal)
                    && report.Contains(nameof(LoseBoth), StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        Assert.True(CollectUntil(Both), string.Join(Environment.NewLine, _reports));
    }

    [Fact]
    public void A_message_that_is_returned_is_not_reported_by_any_collection()
    {
        ReturnAll();
        LoseBoth();

        // The finalizers of what was lost later have run: those of what was returned before would have, too.
        Assert.True(CollectUntil(() => _reports.Count >= 2));
        Assert.Equal(2, _reports.Count);
        Assert.All(_reports, report => Assert.DoesNotContain(nameof(ReturnAll), report, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_the_switch_nothing_is_noted()
    {
        Assert.Equal(ReleaseOnly.IsRelease, MessageChecks.Default is null);
        using FastHttpRequest request = FastHttpRequest.Rent();
        Assert.Same(MessagePool.Shared.Checks, MessageChecks.Default);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LoseBoth()
    {
        _pool.RentRequest().SetUri("http://h/"u8);
        _pool.RentResponse().Reset();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReturnAll()
    {
        for (int count = 0; count < 10; count++)
        {
            FastHttpRequest request = _pool.RentRequest();
            FastHttpResponse response = _pool.RentResponse();

            // Returned at the end of the exchange, as when the caller has disposed it too early.
            response.Lend(ResponseOptions.None);
            response.Dispose();
            response.EndLoan();
            request.Dispose();
        }
    }

    private static bool CollectUntil(Func<bool> condition)
    {
        long deadline = Environment.TickCount64 + Patience.Milliseconds;
        while (!condition() && Environment.TickCount64 < deadline)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Yield();
        }

        return condition();
    }
}
