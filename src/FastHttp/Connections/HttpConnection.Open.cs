using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;
using FastHttp.Options;
using FastHttp.Stability;
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
    public static ValueTask<HttpConnection> OpenAsync(
        HttpEndPoint endPoint,
        FastHttpOptions? options = null,
        TransportLoop? loop = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return AwaitedOpening.OpenAsync(
            loop ?? SharedLoops.Next(), endPoint, options ?? FastHttpOptions.Default, cancellationToken);
    }

    /// <summary>
    /// Whether it has ended, so that it can be another connection on this loop with these options. One that is still to
    /// be told of its end cannot, nor one that has written a body: the writer may have kept the output. On the loop.
    /// </summary>
    internal bool CanBeginAgain(TransportLoop loop, FastHttpOptions options) =>
        _transport.IsClosed && !_isEndOwed && _pending.Count == 0 && _stream is null
        && !IsSendingBody && _body is not { HasOutput: true }
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
        _body?.AssertAtRest();
        Debug.Assert(_deadlines is not { IsArmed: true }, "Its deadlines went with it.");
    }
}
