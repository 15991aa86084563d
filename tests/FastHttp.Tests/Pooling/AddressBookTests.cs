using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Pooling;
using FastHttp.Tests.Faults;
using FastHttp.Tests.Transports;

namespace FastHttp.Tests.Pooling;

/// <summary>
/// How long addresses are used. The time is what a caller says it is; a resolver answers when the test says so, but is
/// asked on a thread of the pool.
/// </summary>
public sealed class AddressBookTests : FaultTests
{
    private const long Start = 1_000;

    private static readonly HttpEndPoint s_named = HttpEndPoint.Http("name.test");

    private readonly List<TaskCompletionSource<IPAddress[]>> _questions = [];
    private readonly SemaphoreSlim _asked = new(0);

    public AddressBookTests() => Measures = false;

    private static long Refresh { get; } = Options(null).Times.DnsRefresh;

    [Fact]
    public void An_address_is_known_without_a_question()
    {
        AddressBook book = new(HttpEndPoint.Http("127.0.0.1", 81), Options(AskAsync));
        Assert.False(book.MayTakeTime);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 81), Assert.Single(book.Known(Start)!));
        Assert.Empty(_questions);
    }

    [Fact]
    public void Addresses_are_known_from_the_answer_until_they_are_old()
    {
        AddressBook book = new(s_named, Options(AskAsync));
        Assert.Null(book.Known(Start));
        Assert.Equal("10.0.0.1:80", Resolve(book, Start, "10.0.0.1"));
        Assert.Equal("10.0.0.1:80", book.Known(Start + Refresh - 1)![0].ToString());
        Assert.Null(book.Known(Start + Refresh));
        Assert.Single(_questions);
    }

    [Fact]
    public void All_that_ask_at_once_wait_for_one_question()
    {
        AddressBook book = new(s_named, Options(AskAsync));
        Task<EndPoint[]> first = book.GetAsync(Start, default).AsTask();
        Task<EndPoint[]> second = book.GetAsync(Start, default).AsTask();
        Answer("10.0.0.1");
        Assert.Same(Patience.Wait(first), Patience.Wait(second));
        Assert.Single(_questions);
    }

    [Fact]
    public void Old_addresses_serve_while_new_ones_are_asked_for_but_not_for_ever()
    {
        AddressBook book = new(s_named, Options(AskAsync));
        Resolve(book, Start, "10.0.0.1");
        long old = Start + (2 * Refresh) - 1;
        ValueTask<EndPoint[]> served = book.GetAsync(old, default);
        Assert.Equal("10.0.0.1:80", served.Result[0].ToString());

        // The question is still open when they have become too old.
        Task<EndPoint[]> waits = book.GetAsync(old + 1, default).AsTask();
        Assert.False(waits.IsCompleted);
        Answer("10.0.0.2");
        Assert.Equal("10.0.0.2:80", Patience.Wait(waits)[0].ToString());
        Assert.Equal(2, _questions.Count);
    }

    [Fact]
    public void Addresses_that_did_not_serve_are_asked_for_anew()
    {
        AddressBook book = new(s_named, Options(AskAsync));
        Resolve(book, Start, "10.0.0.1");
        book.Forget();
        Assert.Null(book.Known(Start + 1));
        Assert.Equal("10.0.0.2:80", Resolve(book, Start + 1, "10.0.0.2"));
    }

    [Fact]
    public void A_question_that_failed_is_asked_again_by_the_next()
    {
        AddressBook book = new(s_named, Options(AskAsync));
        Task<EndPoint[]> failed = book.GetAsync(Start, default).AsTask();
        Answer();
        Assert.Equal(HttpError.DnsFailed, Assert.Throws<HttpException>(() => Patience.Wait(failed)).Error);
        Assert.Equal("10.0.0.1:80", Resolve(book, Start, "10.0.0.1"));
    }

    [Fact]
    public void A_question_that_failed_leaves_old_addresses_in_use()
    {
        AddressBook book = new(s_named, Options(AskAsync));
        Resolve(book, Start, "10.0.0.1");
        long old = Start + Refresh;
        Assert.True(book.GetAsync(old, default).IsCompleted);
        Task<EndPoint[]> tooLate = book.GetAsync(Start + (2 * Refresh), default).AsTask();
        Answer();
        Assert.Throws<HttpException>(() => Patience.Wait(tooLate));
        Assert.Equal("10.0.0.1:80", book.GetAsync(old, default).Result[0].ToString());
        Answer("10.0.0.1");
    }

    [Fact]
    public void A_caller_that_gives_up_ends_no_other_wait()
    {
        AddressBook book = new(s_named, Options(AskAsync));
        using CancellationTokenSource source = new();
        Task<EndPoint[]> gone = book.GetAsync(Start, source.Token).AsTask();
        Task<EndPoint[]> stays = book.GetAsync(Start, default).AsTask();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Patience.Wait(gone));
        Answer("10.0.0.1");
        Assert.Single(Patience.Wait(stays));
    }

    [Fact]
    public void A_resolver_that_blocks_holds_no_caller_up()
    {
        Thread? asked = null;
        AddressBook book = new(s_named, Options((_, _) =>
        {
            asked = Thread.CurrentThread;
            return new([IPAddress.Loopback]);
        }));
        Patience.Wait(book.GetAsync(Start, default).AsTask());
        Assert.NotSame(Thread.CurrentThread, asked);
    }

    [Fact]
    public void When_a_connection_could_not_be_made_the_next_asks_for_the_addresses_anew()
    {
        Peer.Loop.Own();
        int questions = 0;
        HostClient client = Peer.CreateHostClient(EndPoint, new()
        {
            Proxy = HttpProxy.Http("proxy.test", 3128, tunnelsPlainHttp: true),
            Resolve = (_, _) =>
            {
                Interlocked.Increment(ref questions);
                return new([IPAddress.Loopback]);
            },
        });
        for (int number = 1; number <= 2; number++)
        {
            ValueTask<HttpError> call = client.SendNoThrowAsync(Get, null);
            Peer.RunPostedUntil(() => Peer.Lines.Count == number);
            Peer.Lines[^1].Close();
            Assert.Equal(HttpError.ProxyRefused, call.Result);
            Assert.Equal(number, Volatile.Read(ref questions));
        }
    }

    private static FastHttpOptions Options(Func<string, CancellationToken, ValueTask<IPAddress[]>>? resolve) =>
        new() { Resolve = resolve, DnsRefresh = TimeSpan.FromSeconds(60) };

    private ValueTask<IPAddress[]> AskAsync(string name, CancellationToken cancellationToken)
    {
        TaskCompletionSource<IPAddress[]> question = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Add(question);
        _asked.Release();
        return new(question.Task);
    }

    // Answers the question that is or will be asked.
    private void Answer(params string[] addresses)
    {
        Assert.True(_asked.Wait(Patience.Milliseconds), "Nobody asked.");
        _questions[^1].SetResult(Array.ConvertAll(addresses, IPAddress.Parse));
    }

    private string Resolve(AddressBook book, long now, string address)
    {
        Task<EndPoint[]> asking = book.GetAsync(now, default).AsTask();
        Answer(address);
        return Patience.Wait(asking)[0].ToString()!;
    }
}
