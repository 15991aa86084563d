using System;
using System.IO.Pipelines;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connecting;
using FastHttp.Options;
using FastHttp.Transports;

namespace FastHttp.Connections;

/// <summary>
/// Opens a connection for a caller that awaits it: finds the addresses, or has the caller's own code connect, and
/// leaves the rest to a <see cref="ConnectionOpener"/> on the loop. Any thread.
/// </summary>
internal static class AwaitedOpening
{
    public static async ValueTask<HttpConnection> OpenAsync(
        TransportLoop loop, HttpEndPoint endPoint, FastHttpOptions options, CancellationToken cancellationToken)
    {
        long due = ExchangeTimes.Due(loop.Now, options.Times.Connect);
        OpenWaiter waiter = new(options.ContinueOnLoop);
        if (options.ConnectCallback is { } connect)
        {
            IDuplexPipe pipe = await ConnectAsync(connect, endPoint, options, cancellationToken).ConfigureAwait(false);
            loop.Execute(
                static state => new ConnectionOpener(state.Loop, state.EndPoint, state.Options, state.Waiter)
                    .Start(state.Pipe, state.Due),
                (Loop: loop, EndPoint: endPoint, Pipe: pipe, Options: options, Waiter: waiter, Due: due));
        }
        else
        {
            EndPoint[] addresses = await ResolveAsync(endPoint, options, cancellationToken).ConfigureAwait(false);
            loop.Execute(
                static state => new ConnectionOpener(state.Loop, state.EndPoint, state.Options, state.Waiter)
                    .Start(state.Addresses, state.Due),
                (Loop: loop, EndPoint: endPoint, Addresses: addresses, Options: options, Waiter: waiter, Due: due));
        }

        try
        {
            return await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            waiter.Abandon();
            throw;
        }
    }

    // What resolves may not listen to its token, or may have none to listen to.
    private static async ValueTask<EndPoint[]> ResolveAsync(
        HttpEndPoint endPoint, FastHttpOptions options, CancellationToken cancellationToken)
    {
        HttpEndPoint hop = AddressResolver.FirstHop(endPoint, options);
        if (AddressResolver.Literal(hop) is { } literal)
        {
            return [literal];
        }

        using CancellationTokenSource timeout = options.Times.LimitConnecting(cancellationToken);
        Task<EndPoint[]> resolving = AddressResolver.ResolveAsync(hop, options, timeout.Token).AsTask();
        try
        {
            return await resolving.WaitAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What it still throws is not told.
            _ = resolving.ContinueWith(
                static late => late.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw new HttpException(HttpError.DnsTimeout);
        }
    }

    private static async ValueTask<IDuplexPipe> ConnectAsync(
        Func<HttpEndPoint, CancellationToken, ValueTask<IDuplexPipe>> connect,
        HttpEndPoint endPoint,
        FastHttpOptions options,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = options.Times.LimitConnecting(cancellationToken);
        try
        {
            return await connect(endPoint, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpException(HttpError.ConnectTimeout);
        }
        catch (Exception failure) when (failure is not (HttpException or OperationCanceledException))
        {
            throw HttpFailure.OfCallback(endPoint.ToString(), failure).ToException();
        }
    }

    // Turns the handler into a task; a connection that comes too late is closed.
    private sealed class OpenWaiter(bool continueOnLoop) : IConnectionHandler
    {
        private readonly TaskCompletionSource<HttpConnection> _source = new(continueOnLoop
            ? TaskCreationOptions.None
            : TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<HttpConnection> Task => _source.Task;

        public void OnOpened(HttpConnection connection)
        {
            if (!_source.TrySetResult(connection))
            {
                connection.Abort();
            }
        }

        public void OnOpenFailed(HttpFailure failure) => _source.TrySetException(failure.ToException());

        public void OnIdleClosed(HttpConnection connection)
        {
            // The caller that holds the connection sees it by IsOpen.
        }

        public void Abandon()
        {
            if (!_source.TrySetCanceled() && _source.Task.IsCompletedSuccessfully)
            {
                _source.Task.Result.Abort();
            }
        }
    }
}
