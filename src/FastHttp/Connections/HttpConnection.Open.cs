using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connecting;
using FastHttp.Connections;
using FastHttp.Errors;
using FastHttp.Options;
using FastHttp.Transports;
using FastHttp.Transports.Selection;

namespace FastHttp;

/// <summary>The opening of a connection.</summary>
public sealed partial class HttpConnection
{
    /// <summary>
    /// Opens a connection to an address that is known already. Call on the loop; the handler may be called before this
    /// returns.
    /// </summary>
    /// <param name="loop">The loop on which the connection lives.</param>
    /// <param name="endPoint">Whether TLS is spoken, and the server's name for it.</param>
    /// <param name="address">Where to connect: to the proxy, if the options name one.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="handler">Learns the outcome, and of an end between exchanges.</param>
    /// <param name="used">
    /// A connection that has ended and that the caller does not use any more, opened on the same loop with the same
    /// options. It becomes the new one where it can, so that opening allocates nothing. Null for none.
    /// </param>
    [Experimental(ExperimentalApi.LoadGeneration)]
    public static void Open(
        TransportLoop loop, HttpEndPoint endPoint, EndPoint address, FastHttpOptions options,
        IConnectionHandler handler, HttpConnection? used = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(options);
        ConnectionOpener.Of(loop, endPoint, options, handler, used)
            .Start(address, ExchangeTimes.Due(loop.Now, options.Times.Connect));
    }

    /// <summary>
    /// Opens a connection: name resolution, the first address that answers, proxy, TLS. Any thread.
    /// </summary>
    /// <param name="endPoint">The end point to connect to.</param>
    /// <param name="options">Limits and times; null for the defaults.</param>
    /// <param name="loop">The loop on which the connection shall live; null for one that the process shares.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    /// <returns>The open connection; the caller disposes it.</returns>
    /// <exception cref="HttpException">The connection could not be opened; its reason names the phase.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async ValueTask<HttpConnection> OpenAsync(
        HttpEndPoint endPoint,
        FastHttpOptions? options = null,
        TransportLoop? loop = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        options ??= FastHttpOptions.Default;
        loop ??= SharedLoops.Next();
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

    /// <summary>
    /// Whether it has ended, so that it can be another connection on this loop with these options. One that is still to
    /// be told of its end cannot, nor one that has written a body: the writer may have kept the output. On the loop.
    /// </summary>
    internal bool CanBeginAgain(TransportLoop loop, FastHttpOptions options) =>
        _transport.IsClosed && !_isEndOwed && _count == 0 && _bodyOf is null && _bodyOutput is null && _stream is null
        && ReferenceEquals(_transport.Loop, loop) && ReferenceEquals(_options, options);

    /// <summary>
    /// Becomes another connection. What its reader remembers of the last head holds for the next one, too. On the loop.
    /// </summary>
    internal void BeginAgain(TransportConnection transport, IConnectionHandler? owner)
    {
        AssertEnded();
        _transport.Retire();
        _transport = transport;
        _owner = owner;
        Volatile.Write(ref _life, _life + 1);
        BrokenBy = HttpError.None;
        Cause = TransportError.None;
        SentBytes = 0;
        ReceivedBytes = 0;
        _takenBytes = 0;
        _unconsumed = 0;
        _firstByteAt = 0;
        _isBodyCut = false;
    }

    // What has ended has no timer that would fire into the next life, and no handler to call.
    [Conditional("DEBUG")]
    private void AssertEnded()
    {
        Debug.Assert(CanBeginAgain(Loop, _options), "Nothing is under way, and no writer has the output.");
        Debug.Assert(!_awaitsContinue && _bodyRequest is null && _bodyCancellation is null, "No body is to be sent.");
        Debug.Assert(_deadlines is not { IsArmed: true }, "Its deadlines went with it.");
        Debug.Assert(_continueTimer is not { IsArmed: true }, "Nothing waits for a 100.");
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
