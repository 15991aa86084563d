using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Connections;
using FastHttp.Messages;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Requests whose body is streamed: produced ones, and those that are too long to be copied after their head. One at a
/// time, through the transport's output, so that a slow peer holds back the writer.
/// </summary>
public sealed partial class HttpConnection
{
    // A body up to here is copied after its head, so that one call of the system sends both.
    private const int MaxDirectBytes = 16 * 1024;

    private BodyOutput? _bodyOutput;
    private LoopSwitch? _bodySwitch;

    // Cancelled when the connection closes while a body is written; never before, so it serves all of them.
    private CancellationTokenSource? _bodyCancellation;

    // The exchange whose body is being written; it is the youngest in the ring, or no longer there.
    private ExchangeSource? _bodyOf;
    private FastHttpRequest? _bodyRequest;

    // The request waits for a 100 before it sends its body.
    private bool _awaitsContinue;
    private ContinueTimer? _continueTimer;

    // A body was not sent to its end because its answer came first: no further exchange is possible.
    private bool _isBodyCut;

    private bool IsBodyPending => _bodyRequest is { IsWritten: false };

    /// <summary>Whether a request is sent by one call, head and body together.</summary>
    internal static bool GoesInOnePiece(FastHttpRequest request) =>
        !request.HasProducedBody && !request.WaitsForContinue && request.BodyMemory.Length <= MaxDirectBytes;

    /// <summary>Sends a request; the exchange learns how it ends. On the loop.</summary>
    internal HttpError Submit(
        FastHttpRequest request,
        ReadOnlyMemory<RequestTraits> traits,
        FastHttpResponse? response,
        ExchangeSource exchange,
        long due)
    {
        request.GoThrough(Forwarder);
        if (GoesInOnePiece(request))
        {
            return Submit(request.SerializeMessage(), traits, response, exchange, due);
        }

        HttpError refusal = Enqueue(
            traits, response, exchange, due, lends: false, ResponseOptions.None);
        if (refusal == HttpError.None)
        {
            StartBody(request, exchange);
        }

        return refusal;
    }

    private void StartBody(FastHttpRequest request, ExchangeSource exchange)
    {
        _bodyOf = exchange;
        _bodyRequest = request;
        exchange.OnBodyStarted();
        request.IsBodyBegun = false;
        if (request.WaitsForContinue)
        {
            request.IsWritten = false;
            _awaitsContinue = true;
            if (_times.Continue != 0)
            {
                Loop.Schedule(_continueTimer ??= new ContinueTimer(this), Loop.Now + _times.Continue);
            }

            // The answer may come before this returns.
            ReadOnlySpan<byte> head = request.SerializeHead();
            SentBytes += head.Length;
            _transport.TrySend(head);
        }
        else
        {
            WriteBody(hasHead: false);
        }
    }

    // Also the end of the wait for a 100.
    private void WriteBody(bool hasHead = true)
    {
        EndContinue();
        if (_count == 1)
        {
            _deadlines?.BeginWrite();
        }

        bool leavesLoop = !_continueOnLoop && _bodyRequest!.HasProducedBody;
        BlockingWait? waiter = leavesLoop ? _bodyOf!.Waiter : null;
        _bodyOutput ??= new BodyOutput(this, _transport.Output, _deadlines, _continueOnLoop);
        _bodyOutput.IsBlocking = waiter is not null;
        _bodyCancellation ??= new CancellationTokenSource();
        FastHttpRequest request = _bodyRequest!;
        ValueTask<HttpError> write =
            leavesLoop ? WriteOffLoopAsync(request, hasHead, waiter) : WriteHereAsync(request, hasHead);
        if (write.IsCompletedSuccessfully)
        {
            EndBody(write.Result);
        }
        else
        {
            _ = WaitForBodyAsync(write);
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
        ? RequestWriter.WriteBodyAsync(request, _bodyOutput!, _bodyCancellation!.Token)
        : RequestWriter.WriteAsync(request, _bodyOutput!, _bodyCancellation!.Token);

    private async Task WaitForBodyAsync(ValueTask<HttpError> write)
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

        await (_bodySwitch ??= new LoopSwitch(Loop));
        EndBody(outcome);
    }

    private void EndBody(HttpError outcome)
    {
        ExchangeSource exchange = _bodyOf!;
        _bodyOf = null;
        _bodyRequest = null;

        // A connection that is idle, or closed, holds no buffer.
        _transport.ReleaseOutput();

        // On a closed connection the cause is known already, or the response came first, as it did where the body was
        // cut. A failed write on an open one is told by the receiving side, after what the peer had sent (RFC 9112
        // §9.5).
        if (!_transport.IsClosed && !_isBodyCut)
        {
            if (outcome is HttpError.None or HttpError.WriteFailed)
            {
                _deadlines?.EndWrite();
            }
            else
            {
                Break(outcome, exchange);
            }
        }

        exchange.OnBodyEnded();
    }

    // RFC 9112 §9.5: an answer that says no ends the sending, and so does any that came instead of a 100. A success may
    // be made of the body while that is sent.
    private void HeadCameEarly()
    {
        if (_awaitsContinue || _reader.StatusCode >= 300)
        {
            _isBodyCut = true;
            CancelBody();
        }
    }

    private void EndContinue()
    {
        if (_awaitsContinue)
        {
            _awaitsContinue = false;
            if (_continueTimer is not null)
            {
                Loop.Cancel(_continueTimer);
            }
        }
    }

    private void CancelBody()
    {
        if (_awaitsContinue)
        {
            EndContinue();
            EndBody(HttpError.Canceled);
            return;
        }

        if (!_continueOnLoop)
        {
            _ = CancelOffLoopAsync(_bodyCancellation!);
            return;
        }

        try
        {
            _bodyCancellation!.Cancel();
        }
        catch (AggregateException)
        {
            // What a producer's own callbacks throw does not matter here: the exchange has its reason.
        }
    }

    private static async Task CancelOffLoopAsync(CancellationTokenSource cancellation) =>
        await cancellation.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // The server has not said whether it wants the body.
    private sealed class ContinueTimer(HttpConnection connection) : LoopTimer
    {
        protected internal override void OnElapsed()
        {
            if (connection._awaitsContinue)
            {
                connection.WriteBody();
            }
        }
    }
}
