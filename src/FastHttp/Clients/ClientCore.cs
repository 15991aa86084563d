using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Connections;
using FastHttp.Pooling;
using FastHttp.Telemetry;
using FastHttp.Transports;
using FastHttp.Transports.Selection;

namespace FastHttp.Clients;

/// <summary>
/// What the clients have in common: pools, loops, the objects that calls are made of, and the end of all of it.
/// Thread-safe.
/// </summary>
internal sealed class ClientCore : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposing = new();
    private readonly ExchangePool _exchanges;
    private readonly bool _ownsLoops;

    /// <summary>Makes it; loops that are given stay the giver's.</summary>
    /// <param name="options">Limits and times.</param>
    /// <param name="loops">Where connections live; null for the loops of the options, or the shared ones.</param>
    /// <param name="keepsPools">Whether pools stay although they have been empty for a while.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is not possible.</exception>
    public ClientCore(FastHttpOptions options, TransportLoop[]? loops, bool keepsPools)
    {
        // Checks them, before there is anything to clean up.
        _ = options.Times;
        _ownsLoops = loops is null && options.Transport is not null;
        loops ??= options.Transport is { } transport
            ? SharedLoops.Create(transport, options.LoopCount)
            : SharedLoops.All;
        _exchanges = new ExchangePool(options.ContinueOnLoop);
        Pools = new PoolMap(options, loops, keepsPools, _disposing.Token);
        ClientTelemetry.Add(Pools);
    }

    /// <summary>The pools, by end point.</summary>
    public PoolMap Pools { get; }

    public bool IsDisposed => _disposing.IsCancellationRequested;

    /// <summary>After <see cref="DisposeAsync"/>: completes when the last body has been read, and all is closed.
    /// </summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <exception cref="ObjectDisposedException">The client was disposed.</exception>
    public StartedExchange Start(
        object client,
        FastHttpRequest? request,
        PreparedRequest? prepared,
        HttpEndPoint endPoint,
        FastHttpResponse? response,
        ResponseOptions options,
        CancellationToken cancellationToken,
        BlockingWait? waiter = null)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, client);
        ConnectionPool pool = Pools.Get(endPoint);
        PooledExchange exchange = _exchanges.Rent();
        exchange.Waiter = waiter;
        StartedExchange started = new(exchange, exchange.Version);
        exchange.Begin(request, prepared, endPoint, response, options);
        exchange.Start(Pools, pool, cancellationToken);
        return started;
    }

    /// <exception cref="InvalidOperationException">The thread is a loop's, which must not be blocked.</exception>
    public void ThrowIfOnLoop()
    {
        foreach (TransportLoop loop in Pools.Loops)
        {
            if (loop.IsOnLoop)
            {
                throw new InvalidOperationException(
                    "A synchronous call would block the loop that it waits for: await it, or leave the loop first.");
            }
        }
    }

    /// <summary>Closes every connection that is not in use.</summary>
    public void CloseIdleConnections()
    {
        foreach (ConnectionPool pool in Pools.All)
        {
            pool.CloseIdle();
        }
    }

    /// <summary>Opens connections before they are needed: see the clients' methods of that name.</summary>
    public async ValueTask OpenConnectionsAsync(
        object client, HttpEndPoint endPoint, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(IsDisposed, client);
        ConnectionPool pool = Pools.Get(endPoint);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, pool.MaxConnections);
        HttpFailure? failure = await pool.WarmUpAsync(count).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            throw failure.ToException();
        }
    }

    /// <summary>
    /// Ends what waits and the calls that are under way, and returns when no connection is left but those whose bodies
    /// are being read. Each of those closes when its body has come to its end.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        foreach (ConnectionPool pool in Pools.All)
        {
            pool.Dispose();
        }

        List<Task> draining = [];
        foreach (ConnectionPool pool in Pools.All)
        {
            await pool.Quiet.ConfigureAwait(false);
            draining.Add(pool.Drained);
        }

        Task drained = Task.WhenAll(draining);
        Ended = EndAsync(drained);
        await (drained.IsCompleted ? Ended : PassLoopsAsync()).ConfigureAwait(false);
    }

    private async Task EndAsync(Task drained)
    {
        await drained.ConfigureAwait(false);
        await PassLoopsAsync().ConfigureAwait(false);
        ClientTelemetry.Remove(Pools);
        if (_ownsLoops)
        {
            foreach (TransportLoop loop in Pools.Loops)
            {
                loop.Dispose();
            }
        }
    }

    // What was posted to close connections has run when this has.
    private async Task PassLoopsAsync()
    {
        foreach (TransportLoop loop in Pools.Loops)
        {
            TaskCompletionSource passed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            loop.Execute(static passed => passed.SetResult(), passed);
            await passed.Task.ConfigureAwait(false);
        }
    }
}
