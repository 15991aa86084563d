using System;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Http1;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// Requests whose body is streamed: produced ones, and those that are too long to be copied behind their head. One at a
/// time, through the transport's output, so that a slow peer holds back the writer.
/// </summary>
public sealed partial class HttpConnection
{
    // A body up to here is copied behind its head, so that one call of the system sends both.
    private const int MaxDirectOctets = 16 * 1024;

    private BodyOutput? _bodyOutput;
    private LoopSwitch? _bodySwitch;

    // Cancelled when the connection closes while a body is written; never before, so it serves all of them.
    private CancellationTokenSource? _bodyCancellation;

    // The exchange whose body is being written; it is the youngest in the ring, or no longer there.
    private ExchangeSource? _bodyOf;
    private HttpRequest? _bodyRequest;

    private bool IsBodyPending => _bodyRequest is { IsWritten: false };

    /// <summary>Whether a request is sent by one call, head and body together.</summary>
    internal static bool GoesInOnePiece(HttpRequest request) =>
        !request.HasProducedBody && request.BodyMemory.Length <= MaxDirectOctets;

    /// <summary>Sends a request; the exchange learns how it ends. On the loop.</summary>
    internal HttpError Submit(
        HttpRequest request,
        ReadOnlyMemory<RequestTraits> traits,
        HttpResponse? response,
        ExchangeSource exchange,
        long due)
    {
        if (GoesInOnePiece(request))
        {
            return Submit(request.SerializeMessage(), traits, response, exchange, due);
        }

        HttpError refusal = Enqueue(traits, response, exchange, due, lends: false);
        if (refusal == HttpError.None)
        {
            StartBody(request, exchange);
        }

        return refusal;
    }

    private void StartBody(HttpRequest request, ExchangeSource exchange)
    {
        _bodyOf = exchange;
        _bodyRequest = request;
        exchange.OnBodyStarted();
        if (_count == 1)
        {
            _deadlines?.BeginWrite();
        }

        _bodyOutput ??= new BodyOutput(_transport.Output, _deadlines);
        _bodyCancellation ??= new CancellationTokenSource();
        ValueTask<HttpError> write = RequestWriter.WriteAsync(request, _bodyOutput, _bodyCancellation.Token);
        if (write.IsCompletedSuccessfully)
        {
            EndBody(write.Result);
        }
        else
        {
            _ = WaitForBodyAsync(write);
        }
    }

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

        // On a closed connection the cause is known already, or the response came first. A failed write on an open one
        // is told by the receiving side, behind what the peer had sent (RFC 9112 §9.5).
        if (!_transport.IsClosed)
        {
            if (outcome is HttpError.None or HttpError.WriteFailed)
            {
                _deadlines?.EndWrite();
            }
            else
            {
                Break(outcome);
            }
        }

        exchange.OnBodyEnded();
    }

    private void CancelBody()
    {
        try
        {
            _bodyCancellation!.Cancel();
        }
        catch (AggregateException)
        {
            // What a producer's own callbacks throw concerns nobody here: the exchange has its reason.
        }
    }
}
