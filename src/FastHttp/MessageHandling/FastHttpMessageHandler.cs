using System;
using System.Net;
using System.Net.Http;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.MessageHandling;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Lets <see cref="HttpClient"/> send through this library: <c>new HttpClient(new FastHttpMessageHandler())</c>, or
/// <c>ConfigurePrimaryHttpMessageHandler</c> of an <c>IHttpClientFactory</c>. Redirects, cookies, decompression and
/// exceptions work as in the runtime's own handler. Thread-safe once it is in use.
/// </summary>
/// <remarks>
/// It speaks HTTP/1.1 only; messages, headers and strings are those of HttpClient and are allocated. Bodies are read
/// while they come. Code after an awaited call continues on the thread pool and may block. Set the properties before
/// the first request.
/// </remarks>
public sealed class FastHttpMessageHandler : HttpMessageHandler, IAsyncDisposable
{
    private readonly FastHttpClient _client;
    private CookieContainer? _cookies;

    // Calls that have no response yet. The last one of a handler that was disposed ends the client.
    private int _pending;
    private volatile bool _disposed;

    /// <summary>Makes a handler.</summary>
    /// <param name="options">Limits and times, the proxy, TLS, and more; null for <see cref="DefaultOptions"/>. What
    /// they leave unset is as in those, not as for a client.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not possible.</exception>
    public FastHttpMessageHandler(FastHttpOptions? options = null)
        : this(options ?? DefaultOptions, null)
    {
    }

    // Loops that are given stay the giver's.
    internal FastHttpMessageHandler(FastHttpOptions options, TransportLoop[]? loops) =>
        _client = new FastHttpClient(options.OfHandler(), loops);

    /// <summary>
    /// The options that HttpClient's users expect: any number of connections, and no limit on time but
    /// <c>HttpClient.Timeout</c> and ten seconds for connecting.
    /// </summary>
    /// <remarks>A content that is forgotten ends its body when it is collected.</remarks>
    public static FastHttpOptions DefaultOptions { get; } = FastHttpOptions.Default.OfHandler();

    /// <summary>Whether redirects are followed.</summary>
    public bool AllowAutoRedirect { get; set; } = true;

    /// <summary>Redirects that are followed for one request; the one over the limit is returned as it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public int MaxAutomaticRedirections
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    }

    = 50;

    /// <summary>Whether cookies that responses set are kept in <see cref="CookieContainer"/> and sent.</summary>
    public bool UseCookies { get; set; } = true;

    /// <summary>The cookies.</summary>
    public CookieContainer CookieContainer
    {
        get => _cookies ?? Interlocked.CompareExchange(ref _cookies, new CookieContainer(), null) ?? _cookies;
        set => _cookies = value;
    }

    /// <summary>Codings that are asked for and decoded: gzip, deflate, Brotli. None unless set.</summary>
    public DecompressionMethods AutomaticDecompression { get; set; }

    /// <summary>Returns what the pool of an end point holds and has done.</summary>
    public PoolStatistics GetStatistics(HttpEndPoint endPoint) => _client.GetStatistics(endPoint);

    /// <summary>
    /// Takes no more requests, and closes every connection that is not in use; returns when those are closed.
    /// </summary>
    /// <remarks>Calls and bodies that are under way come to their end, and their connections are closed then. That is
    /// not waited for.</remarks>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Blocks the calling thread, and writes the content on it. Needs no other one of the thread pool, but
    /// for a name that has to be resolved.</summary>
    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, isBlocking: true, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, isBlocking: false, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, bool isBlocking, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Interlocked.Increment(ref _pending);
        try
        {
            // After the count: a dispose on another thread sees the one or this the other.
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await SendAllAsync(request, isBlocking, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (Interlocked.Decrement(ref _pending) == 0 && _disposed)
            {
                _ = CloseAsync().AsTask();
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;

            // A factory disposes handlers on a thread that must not wait for the network.
            _ = CloseAsync().AsTask();
        }

        base.Dispose(disposing);
    }

    private ValueTask CloseAsync()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _pending) == 0)
        {
            return _client.DisposeAsync();
        }

        _client.CloseIdleConnections();
        return default;
    }

    private async Task<HttpResponseMessage> SendAllAsync(
        HttpRequestMessage request, bool isBlocking, CancellationToken cancellationToken)
    {
        MessageRedirect redirect = new(AllowAutoRedirect ? MaxAutomaticRedirections : 0);
        while (true)
        {
            HttpResponseMessage response =
                await SendOnceAsync(request, isBlocking, cancellationToken).ConfigureAwait(false);
            if (!redirect.TryFollow(request, response))
            {
                return response;
            }

            response.Dispose();
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpRequestMessage message, bool isBlocking, CancellationToken cancellationToken)
    {
        using FastHttpRequest request = _client.RentRequest();
        FastHttpResponse response = _client.RentResponse();
        try
        {
            RequestMapper.Fill(
                request, message, UseCookies ? _cookies : null, AutomaticDecompression, isBlocking);
            HttpError error = isBlocking
                ? _client.SendBlocking(request, response, ResponseOptions.StreamBody, cancellationToken)
                : await _client.SendNoThrowAsync(
                    request, response, ResponseOptions.StreamBody, cancellationToken).ConfigureAwait(false);
            if (error != HttpError.None)
            {
                // With the stack of where a content threw it.
                ExceptionDispatchInfo.Throw(FailureMapper.ToException(
                    error, message, request.ProducerException, response.Failure, cancellationToken));
            }

            if (UseCookies)
            {
                CookieMapper.Keep(response, message.RequestUri!, CookieContainer);
            }

            return ResponseMapper.Create(response, message, AutomaticDecompression);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
