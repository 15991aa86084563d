using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Clients;
using FastHttp.Connections;
using FastHttp.Transports;
using Microsoft.Extensions.ObjectPool;

namespace FastHttp;

/// <summary>
/// Sends requests to one end point on few connections, without waiting for the responses before (RFC 9112 §9.3.2).
/// Thread-safe.
/// </summary>
/// <remarks>
/// For many small requests to a server that answers them in order and fast: one slow response holds up all after it,
/// and a connection that breaks ends all calls on it. So only idempotent requests with a short body in memory are
/// taken. What waits when the server closes a connection that it has announced to close is sent again on the next.
/// Cancelling one call, or its running out of time, breaks its connection too.
/// </remarks>
public sealed class PipelinedClient : HttpSender
{
    private readonly FastHttpOptions _options;
    private readonly PipelinedConnection[] _connections;
    private readonly SemaphoreSlim _room;
    private readonly DefaultObjectPool<PipelinedExchange> _exchanges;
    private readonly int _depth;
    private int _waiting;
    private volatile bool _disposed;

    /// <summary>Makes a client; nothing is connected before the first call.</summary>
    /// <param name="endPoint">Where everything goes.</param>
    /// <param name="options">Limits and times; null for the defaults.
    /// <see cref="FastHttpOptions.MaxPipelineDepth"/> of it is how many calls share a connection, at least 2. <see
    /// cref="FastHttpOptions.MaxWaiters"/> and
    /// <see cref="FastHttpOptions.PoolWaitTimeout"/> hold for the calls that find no room.</param>
    /// <param name="connections">How many connections, at least 1; each is opened when it is needed.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option, or so many connections, is not possible.</exception>
    public PipelinedClient(HttpEndPoint endPoint, FastHttpOptions? options = null, int connections = 1)
        : this(endPoint, options ?? FastHttpOptions.Default, connections, null)
    {
    }

    // A loop that is given stays the giver's.
    internal PipelinedClient(HttpEndPoint endPoint, FastHttpOptions options, int connections, TransportLoop? loop)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        options = options.Pipelining();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPipelineDepth, 2, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(connections);
        _ = options.Times;
        EndPoint = endPoint;
        _options = options;
        _depth = options.MaxPipelineDepth;
        _room = new SemaphoreSlim(checked(_depth * connections));
        _exchanges = new DefaultObjectPool<PipelinedExchange>(
            new Policy(this, options.ContinueOnLoop), _depth * connections);
        _connections = new PipelinedConnection[connections];
        for (int index = 0; index < connections; index++)
        {
            _connections[index] = new PipelinedConnection(endPoint, options, loop);
        }
    }

    /// <summary>Where everything goes.</summary>
    public HttpEndPoint EndPoint { get; }

    /// <inheritdoc/>
    public override HttpEndPoint? BaseEndPoint => EndPoint;

    /// <summary>Calls that are on a connection.</summary>
    public int PendingCount => (_depth * _connections.Length) - _room.CurrentCount;

    /// <inheritdoc/>
    /// <remarks>It goes out after those that are under way, before their responses have come.</remarks>
    /// <exception cref="ArgumentException">The request may not be done twice, its body is written or long, or the
    /// response is to be streamed.</exception>
    public override ValueTask<HttpError> SendNoThrowAsync(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!BodySender.GoesInOnePiece(request))
        {
            throw new ArgumentException("A body that is produced or long cannot be pipelined.", nameof(request));
        }

        Check(request.Traits, nameof(request));
        return SendCoreAsync(request, null, response, options, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A request of the batch may not be done twice.</exception>
    public override ValueTask<HttpError> SendNoThrowAsync(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (RequestTraits traits in request.Traits)
        {
            Check(traits, nameof(request));
        }

        return SendCoreAsync(null, request, response, options, cancellationToken);
    }

    /// <summary>Closes the connections; what is under way fails as <see cref="HttpError.Disposed"/>.</summary>
    protected override async ValueTask CloseAsync()
    {
        _disposed = true;
        foreach (PipelinedConnection connection in _connections)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Gives the place of a call that has ended, or did not begin, to a call that waits.</summary>
    internal void Leave(PipelinedConnection place)
    {
        place.Leave();
        _room.Release();
    }

    /// <summary>The caller of an exchange has its result.</summary>
    internal void Return(PipelinedExchange exchange) => _exchanges.Return(exchange);

    private static void Check(RequestTraits traits, string name)
    {
        if ((traits & RequestTraits.Idempotent) == 0)
        {
            throw new ArgumentException("Only a request that may be done twice is pipelined (RFC 9112 §9.3.2).", name);
        }
    }

    private ValueTask<HttpError> SendCoreAsync(
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if ((options & ResponseOptions.StreamBody) != 0)
        {
            throw new ArgumentException("A streamed body would hold up all responses after it.", nameof(options));
        }

        if (cancellationToken.IsCancellationRequested)
        {
            return new(HttpError.Canceled);
        }

        if (!_room.Wait(0, CancellationToken.None))
        {
            return SendSlowAsync(null, request, prepared, response, options, cancellationToken);
        }

        PipelinedConnection place = Take();
        return place.Current is { } connection
            ? Submit(
                place, connection, request, prepared, response, options, connection.RequestDue(request),
                cancellationToken)
            : SendSlowAsync(place, request, prepared, response, options, cancellationToken);
    }

    private ValueTask<HttpError> Submit(
        PipelinedConnection place,
        HttpConnection connection,
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        ResponseOptions options,
        long due,
        CancellationToken cancellationToken)
    {
        PipelinedExchange exchange = _exchanges.Get();
        short version = exchange.Start(
            place, connection, request, prepared, response, options, due, cancellationToken);
        return new(exchange, version);
    }

    // There is no room yet, or no connection.
    private async ValueTask<HttpError> SendSlowAsync(
        PipelinedConnection? place,
        FastHttpRequest? request,
        PreparedRequest? prepared,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken)
    {
        long due = _options.Times.RequestDue(_connections[0].Now, request);
        if (place is null)
        {
            HttpError refusal = await WaitAsync(due, cancellationToken).ConfigureAwait(false);
            if (refusal != HttpError.None)
            {
                return Refuse(response, options, refusal, null);
            }

            place = Take();
        }

        HttpConnection? connection = place.Current;
        HttpFailure? failure = null;
        if (connection is null)
        {
            (connection, failure) = await place.OpenAsync(due, cancellationToken).ConfigureAwait(false);
        }

        if (connection is null || place.Now >= due)
        {
            Leave(place);
            return Refuse(response, options, failure?.Error ?? HttpError.RequestTimeout, failure);
        }

        return await Submit(
            place, connection, request, prepared, response, options, due, cancellationToken).ConfigureAwait(false);
    }

    // Nothing was sent: the response learns why, as it would of an exchange.
    private static HttpError Refuse(
        FastHttpResponse? response, ResponseOptions options, HttpError error, HttpFailure? failure)
    {
        response?.Lend(options);
        response?.EndLoan(error, failure, TransportError.None);
        return error;
    }

    private async ValueTask<HttpError> WaitAsync(long due, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > _options.MaxWaiters)
            {
                return HttpError.PoolExhausted;
            }

            TimeSpan limit = _options.Times.PoolWait == 0 ? Timeout.InfiniteTimeSpan : _options.PoolWaitTimeout;
            HttpError late = HttpError.PoolWaitTimeout;
            if (due != long.MaxValue && _connections[0].TimeUntil(due) is { } left
                && (limit == Timeout.InfiniteTimeSpan || left < limit))
            {
                limit = left;
                late = HttpError.RequestTimeout;
            }

            return await _room.WaitAsync(limit, cancellationToken).ConfigureAwait(false) ? HttpError.None : late;
        }
        catch (OperationCanceledException)
        {
            return HttpError.Canceled;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    // A call that was let in finds a connection with room: the one with the fewest calls, unless another call is
    // faster.
    private PipelinedConnection Take()
    {
        while (true)
        {
            PipelinedConnection best = _connections[0];
            foreach (PipelinedConnection connection in _connections)
            {
                best = connection.Pending < best.Pending ? connection : best;
            }

            if (best.TryEnter(_depth))
            {
                return best;
            }
        }
    }

    private sealed class Policy(PipelinedClient client, bool continueOnLoop) : PooledObjectPolicy<PipelinedExchange>
    {
        public override PipelinedExchange Create() => new(client, continueOnLoop);

        public override bool Return(PipelinedExchange obj) => true;
    }
}
