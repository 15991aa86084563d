using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Messages;
using FastHttp.Tests.Client.Support;
using FastHttp.Transports;
using FastHttp.Transports.Memory;

namespace FastHttp.Tests.Faults;

/// <summary>
/// What every test of a fault on the memory transport starts from, and what is looked at after each of them: the five
/// invariants of <see cref="FaultInvariants"/>. A test says what it expects of the counters; zero goes without saying.
/// </summary>
public abstract class FaultTests : IAsyncLifetime
{
    private static readonly PreparedRequest s_get = PreparedRequest.CreateRaw(
        "GET / HTTP/1.1\r\nHost: peer\r\n\r\n"u8, RequestTraits.Idempotent);

    private readonly List<IDisposable> _messages = [];

    // The test's own, with the checks: no other test gets what it has returned, and that is overwritten.
    private readonly MessagePool _pool = new(capacity: 64, new MessageChecks(static _ => { }));

    /// <summary>Where the peer is.</summary>
    protected static HttpEndPoint EndPoint { get; } = HttpEndPoint.Http("127.0.0.1");

    /// <summary>A GET of the root.</summary>
    protected static PreparedRequest Get => s_get;

    private protected ManualPeer Peer { get; } = new();

    /// <summary>The caller's token; cancelled at the end of each test, when nothing may listen to it.</summary>
    protected CancellationTokenSource Source { get; } = new();

    /// <summary>Requests that the test makes the client send a second time.</summary>
    protected long Retries { get; set; }

    /// <summary>Attempts to connect that the test makes fail.</summary>
    protected long OpenFailures { get; set; }

    /// <summary>Whether clean exchanges allocate nothing afterwards; not so where each needs a connection.</summary>
    protected bool Measures { get; set; } = true;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        // Whichever thread it was on: from here on there is one.
        Peer.Loop.Own();
        Source.Cancel();
        FaultInvariants.CheckMessages(_messages);
        FaultInvariants.Check(Peer, Retries, OpenFailures, Measures);
        Source.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A request for the root of the peer, looked at and returned at the end of the test.</summary>
    protected FastHttpRequest Request(string method = "GET")
    {
        // With a context of the test's own, producers would continue on another thread than the loop's.
        SynchronizationContext.SetSynchronizationContext(null);
        FastHttpRequest request = _pool.RentRequest();
        _messages.Add(request);
        request.Method = Encoding.ASCII.GetBytes(method);
        request.SetTarget(EndPoint, "/"u8);
        return request;
    }

    /// <summary>A response, looked at and returned at the end of the test.</summary>
    protected FastHttpResponse Response()
    {
        FastHttpResponse response = _pool.RentResponse();
        _messages.Add(response);
        return response;
    }

    private protected ValueTask<HttpError> Send(
        FastHttpClient client,
        FastHttpResponse? response = null,
        ResponseOptions options = ResponseOptions.None) =>
        client.SendNoThrowAsync(s_get, EndPoint, response, options, Source.Token);

    /// <summary>A client that has a connection which was used and is idle.</summary>
    private protected FastHttpClient WarmClient(FastHttpOptions? options = null)
    {
        FastHttpClient client = Peer.CreateClient(options);
        ValueTask<HttpError> call = Send(client);
        Peer.Lines[^1].Answer();
        Assert.Equal(HttpError.None, call.Result);
        return client;
    }

    /// <summary>As if on another thread: what that posts waits for <see cref="MemoryLoop.RunPosted"/>.</summary>
    private protected void Elsewhere(Action action)
    {
        Peer.Loop.IsLeft = true;
        action();
        Peer.Loop.IsLeft = false;
    }

    /// <summary>
    /// In a task of the loop: a connection does not open before that has returned, as on a transport of the system.
    /// </summary>
    private protected T OnLoop<T>(Func<T> start)
    {
        T result = default!;
        Peer.Loop.Post(new Work(() => result = start()));
        return result;
    }

    private protected static string Text(FastHttpResponse response) => Encoding.Latin1.GetString(response.BodySpan);

    private sealed class Work(Action action) : ILoopTask
    {
        public void Run() => action();
    }
}
