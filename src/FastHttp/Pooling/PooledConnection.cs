using System;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;
using FastHttp.Options;
using FastHttp.Telemetry;
using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>
/// One place of a pool and the connection in it. Its state and its neighbours among the idle are the pool's and change
/// under its lock; the opening is the loop's, and the count of exchanges is of whoever has the connection.
/// </summary>
internal sealed class PooledConnection(ConnectionPool pool, int shard, TransportLoop loop)
    : IConnectionHandler, IExchangeHandler
{
    private EndPoint[] _addresses = [];
    private long _openDue;
    private long _openedAt;
    private int _endIsRecorded;
    private ConnectionOpener? _opener;

    /// <summary>Which of the pool's loops it lives on.</summary>
    public int Shard => shard;

    public TransportLoop Loop => loop;

    public PlaceState State { get; set; }

    /// <summary>Null until it is open.</summary>
    public HttpConnection? Connection { get; private set; }

    /// <summary>Exchanges that were started on it.</summary>
    public int Exchanges { get; set; }

    /// <summary>It has been idle once, so that the server may close it while a request is on its way.</summary>
    public bool WasIdle { get; set; }

    /// <summary>When it has been used for long enough.</summary>
    public long LifeDue { get; private set; }

    /// <summary>When it has been idle for too long; <see cref="long.MaxValue"/> for no such time.</summary>
    public long IdleDue { get; set; }

    /// <summary>A number that only grows, from when it became idle: the order of the stack over all loops.</summary>
    public long IdleOrder { get; set; }

    /// <summary>Neighbours in the stack.</summary>
    public PooledConnection? Below { get; set; }

    /// <inheritdoc cref="Below"/>
    public PooledConnection? Above { get; set; }

    /// <summary>Who waits for it to be open, without wanting to use it.</summary>
    public TaskCompletionSource<HttpFailure?>? Opened { get; init; }

    /// <summary>Starts to open it; the pool learns how that ends. Any thread.</summary>
    public void Open(CancellationToken cancellationToken)
    {
        _openDue = ExchangeTimes.Due(loop.Now, pool.Times.Connect);
        _ = OpenAsync(cancellationToken);
    }

    public void OnOpened(HttpConnection connection)
    {
        _opener = null;
        Connection = connection;
        _openedAt = loop.Now;
        LifeDue = ExchangeTimes.Due(_openedAt, pool.Times.Lifetime);
        pool.OnOpened(this);
    }

    public void OnOpenFailed(HttpFailure failure)
    {
        _opener = null;
        pool.Addresses.Forget();
        pool.OnOpenFailed(this, failure);
    }

    public void OnIdleClosed(HttpConnection connection) => pool.OnIdleClosed(this);

    /// <summary>The rest of a body that nobody wanted has been read.</summary>
    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome) => GiveBack();

    /// <summary>The rest of a body that nobody wanted will not come.</summary>
    public void OnFailure(HttpConnection connection, HttpError error) => GiveBack();

    /// <summary>A call that had a streamed body has ended with it. On the loop.</summary>
    public void GiveBack() => pool.Return(this, ends: true);

    /// <summary>Ends the connection, or the attempt to open it, from any thread.</summary>
    public void Close()
    {
        RecordEnd();
        loop.Execute(
            static place =>
            {
                place.Connection?.Abort();
                place._opener?.Cancel();
            },
            this);
    }

    /// <summary>As <see cref="Close"/>, but a body that is being read is read on. Any thread.</summary>
    public void CloseUnlessRead() => loop.Execute(
        static place =>
        {
            // It changes to that on this loop.
            if (place.State != PlaceState.BeingRead)
            {
                place.Close();
            }
        },
        this);

    /// <summary>Tells whoever listens how long the connection was open; once. Any thread.</summary>
    public void RecordEnd()
    {
        if (ClientTelemetry.ConnectionDuration.Enabled && Connection is not null
            && Interlocked.Exchange(ref _endIsRecorded, 1) == 0)
        {
            ClientTelemetry.ConnectionDuration.Record(
                Stopwatch.GetElapsedTime(_openedAt, loop.Now).TotalSeconds, pool.Tags.List());
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource? timeout = CreateTimeout(cancellationToken);
        HttpFailure known;
        try
        {
            if (MayTakeTime && !pool.Options.ContinueOnLoop)
            {
                // What connects or resolves may be the caller's code, and may block.
                await LoopSwitch.ToPool;
            }

            CancellationToken token = timeout?.Token ?? cancellationToken;
            if (pool.Options.ConnectCallback is { } connect)
            {
                IDuplexPipe pipe = await connect(pool.EndPoint, token).ConfigureAwait(false);
                loop.Execute(static state => state.Place.OpenOver(state.Pipe), (Place: this, Pipe: pipe));
            }
            else
            {
                _addresses = await pool.Addresses.GetAsync(loop.Now, token).ConfigureAwait(false);
                loop.Execute(static place => place.OpenTo(), this);
            }

            return;
        }
        catch (HttpException failure)
        {
            known = failure.Failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            known = HttpFailure.Of(HttpError.Disposed);
        }
        catch (OperationCanceledException)
        {
            known = HttpFailure.Of(
                pool.Options.ConnectCallback is null ? HttpError.DnsTimeout : HttpError.ConnectTimeout);
        }
#pragma warning disable CA1031 // Whatever the caller's own way of connecting throws, there is no connection.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            known = HttpFailure.OfCallback(pool.EndPoint.ToString(), failure);
        }

        loop.Execute(
            static state => state.Place.OnOpenFailed(state.Failure), (Place: this, Failure: known));
    }

    private bool MayTakeTime => pool.Options.ConnectCallback is not null || pool.Addresses.MayTakeTime;

    // A literal address needs no time, and most are.
    private CancellationTokenSource? CreateTimeout(CancellationToken cancellationToken)
    {
        if (!MayTakeTime || pool.Times.Connect == 0)
        {
            return null;
        }

        CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        source.CancelAfter(pool.Options.ConnectTimeout);
        return source;
    }

    private void OpenTo()
    {
        if (pool.IsDisposed)
        {
            pool.OnOpenFailed(this, HttpFailure.Of(HttpError.Disposed));
            return;
        }

        _opener = new ConnectionOpener(loop, pool.EndPoint, pool.Options, this);
        _opener.Start(_addresses, _openDue);
    }

    private void OpenOver(IDuplexPipe pipe)
    {
        _opener = new ConnectionOpener(loop, pool.EndPoint, pool.Options, this);
        _opener.Start(pipe, _openDue);
    }
}
