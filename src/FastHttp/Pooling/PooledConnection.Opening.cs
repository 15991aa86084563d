using System;
using System.IO.Pipelines;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;
using FastHttp.Options;
using FastHttp.Transports;

namespace FastHttp.Pooling;

/// <summary>How the connection of a place comes to be. As a task of the loop, it connects.</summary>
internal sealed partial class PooledConnection : ILoopTask
{
    private EndPoint[] _addresses = [];
    private long _openDue;
    private ConnectionOpener? _opener;

    /// <summary>Starts to open it; the pool learns how that ends. Any thread.</summary>
    public void Open(CancellationToken cancellationToken)
    {
        long now = loop.Now;
        _openDue = ExchangeTimes.Due(now, pool.Times.Connect);
        if (pool.Options.ConnectCallback is null && pool.Addresses.Known(now) is { } known)
        {
            OpenTo(known);
        }
        else
        {
            _ = OpenAsync(cancellationToken);
        }
    }

    public void OnOpened(HttpConnection connection)
    {
        _opener = null;
        IsMadeOfLast = ReferenceEquals(connection, _used);
        _used = null;
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

    // Posted once in a life, before anything else of it comes.
    void ILoopTask.Run()
    {
        if (pool.IsDisposed)
        {
            pool.OnOpenFailed(this, HttpFailure.Of(HttpError.Disposed));
            return;
        }

        CreateOpener().Start(_addresses, _openDue);
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
                OpenTo(await pool.Addresses.GetAsync(loop.Now, token).ConfigureAwait(false));
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
    private CancellationTokenSource? CreateTimeout(CancellationToken cancellationToken) =>
        MayTakeTime && pool.Times.Connect != 0 ? pool.Times.LimitConnecting(cancellationToken) : null;

    private void OpenTo(EndPoint[] addresses)
    {
        _addresses = addresses;
        if (loop.IsOnLoop)
        {
            ((ILoopTask)this).Run();
        }
        else
        {
            loop.Post(this);
        }
    }

    private void OpenOver(IDuplexPipe pipe) => CreateOpener().Start(pipe, _openDue);

    private ConnectionOpener CreateOpener() =>
        _opener = ConnectionOpener.Of(loop, pool.EndPoint, pool.Options, this, _used);
}
