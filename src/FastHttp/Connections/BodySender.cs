using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Messages;
using FastHttp.Transports;

namespace FastHttp.Connections;

/// <summary>
/// Sends the requests of a connection whose body is streamed: produced ones, those that wait for a 100, and those that
/// are too long to be copied after their head. One at a time, through the transport's output, so that a slow peer holds
/// back the writer. Loop thread only; what produces a body may run elsewhere.
/// </summary>
internal sealed class BodySender(HttpConnection connection, bool continueOnLoop)
{
    // A body up to here is copied after its head, so that one call of the system sends both.
    private const int MaxDirectBytes = 16 * 1024;

    private BodyOutput? _output;
    private LoopSwitch? _switch;

    // Cancelled when the connection closes while a body is written; never before, so it serves all of them.
    private CancellationTokenSource? _cancellation;

    // The exchange whose body is being written; it is the youngest in the ring, or no longer there.
    private ExchangeSource? _exchange;
    private FastHttpRequest? _request;
    private ContinueTimer? _timer;

    /// <summary>Whether a request is under way that has not been sent to its end.</summary>
    public bool IsSending => _exchange is not null;

    /// <summary>Whether some of its body is still to be written.</summary>
    public bool IsPending => _request is { IsWritten: false };

    /// <summary>Whether the request waits for a 100 before it sends its body.</summary>
    public bool AwaitsContinue { get; private set; }

    /// <summary>Whether it has written a body: the writer may have kept the output.</summary>
    public bool HasOutput => _output is not null;

    /// <summary>Whether a request is sent by one call, head and body together.</summary>
    public static bool GoesInOnePiece(FastHttpRequest request) =>
        !request.HasProducedBody && !request.WaitsForContinue && request.BodyMemory.Length <= MaxDirectBytes;

    /// <summary>Starts a request that does not go in one piece. None is under way.</summary>
    public void Start(FastHttpRequest request, ExchangeSource exchange)
    {
        _exchange = exchange;
        _request = request;
        exchange.OnBodyStarted();
        request.IsBodyBegun = false;
        if (request.WaitsForContinue)
        {
            request.IsWritten = false;
            AwaitsContinue = true;
            if (connection.Times.Continue != 0)
            {
                connection.Loop.Schedule(
                    _timer ??= new ContinueTimer(this), connection.Loop.Now + connection.Times.Continue);
            }

            // The answer may come before this returns.
            ReadOnlySpan<byte> head = request.SerializeHead();
            connection.SentBytes += head.Length;
            connection.Transport.TrySend(head);
        }
        else
        {
            Write(hasHead: false);
        }
    }

    /// <summary>The server wants the body, or has not said so in time.</summary>
    public void Continue() => Write(hasHead: true);

    /// <summary>The connection closes: stops the writing of a request that will not be read.</summary>
    public void Cancel()
    {
        if (AwaitsContinue)
        {
            EndContinue();
            End(HttpError.Canceled);
            return;
        }

        if (!continueOnLoop)
        {
            _ = CancelOffLoopAsync(_cancellation!);
            return;
        }

        try
        {
            _cancellation!.Cancel();
        }
        catch (AggregateException)
        {
            // What a producer's own callbacks throw does not matter here: the exchange has its reason.
        }
    }

    [Conditional("DEBUG")]
    public void AssertAtRest()
    {
        Debug.Assert(!AwaitsContinue && _request is null && _cancellation is null, "No body is to be sent.");
        Debug.Assert(_timer is not { IsArmed: true }, "Nothing waits for a 100.");
    }

    private void Write(bool hasHead)
    {
        EndContinue();
        if (connection.PendingCount == 1)
        {
            connection.Deadlines?.BeginWrite();
        }

        bool leavesLoop = !continueOnLoop && _request!.HasProducedBody;
        BlockingWait? waiter = leavesLoop ? _exchange!.Waiter : null;
        _output ??= new BodyOutput(connection, connection.Transport.Output, connection.Deadlines, continueOnLoop);
        _output.IsBlocking = waiter is not null;
        _cancellation ??= new CancellationTokenSource();
        FastHttpRequest request = _request!;
        ValueTask<HttpError> write =
            leavesLoop ? WriteOffLoopAsync(request, hasHead, waiter) : WriteHereAsync(request, hasHead);
        if (write.IsCompletedSuccessfully)
        {
            End(write.Result);
        }
        else
        {
            _ = WaitForEndAsync(write);
        }
    }

    // A producer is the caller's code, and may block.
    private async ValueTask<HttpError> WriteOffLoopAsync(FastHttpRequest request, bool hasHead, BlockingWait? waiter)
    {
        if (waiter is not null)
        {
            await waiter;
        }
        else
        {
            await LoopSwitch.ToPool;
        }

        return await WriteHereAsync(request, hasHead).ConfigureAwait(false);
    }

    private ValueTask<HttpError> WriteHereAsync(FastHttpRequest request, bool hasHead) => hasHead
        ? RequestWriter.WriteBodyAsync(request, _output!, _cancellation!.Token)
        : RequestWriter.WriteAsync(request, _output!, _cancellation!.Token);

    private async Task WaitForEndAsync(ValueTask<HttpError> write)
    {
        HttpError outcome;
        try
        {
            outcome = await write.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            outcome = HttpError.Canceled;
        }

        await (_switch ??= new LoopSwitch(connection.Loop));
        End(outcome);
    }

    private void End(HttpError outcome)
    {
        ExchangeSource exchange = _exchange!;
        _exchange = null;
        _request = null;
        connection.OnBodyEnded(outcome, exchange);
        exchange.OnBodyEnded();
    }

    private void EndContinue()
    {
        if (AwaitsContinue)
        {
            AwaitsContinue = false;
            if (_timer is not null)
            {
                connection.Loop.Cancel(_timer);
            }
        }
    }

    private static async Task CancelOffLoopAsync(CancellationTokenSource cancellation) =>
        await cancellation.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // The server has not said whether it wants the body.
    private sealed class ContinueTimer(BodySender sender) : LoopTimer
    {
        protected internal override void OnElapsed()
        {
            if (sender.AwaitsContinue)
            {
                sender.Continue();
            }
        }
    }
}
