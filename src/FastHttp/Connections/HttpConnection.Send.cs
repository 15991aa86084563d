using System;
using System.Diagnostics;
using System.Threading;
using FastHttp.Connections;
using FastHttp.Errors;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>The sending side: the awaitable face of an exchange, and what it puts into the ring.</summary>
public sealed partial class HttpConnection
{
    // One for each place in the ring; made on first use, reused for ever.
    private ExchangeCompletion?[] _completions = [];
    private SentTask? _sentTask;

    /// <summary>When an exchange that starts now has to be over.</summary>
    internal long RequestDue(FastHttpRequest? request) =>
        _deadlines is null && (request is null || request.Timeout == TimeSpan.Zero)
            ? long.MaxValue
            : _times.RequestDue(Loop.Now, request);

    /// <summary>As the public form, with a deadline, and with a response whose loan is the caller's business.</summary>
    internal HttpError Submit(
        ReadOnlySpan<byte> bytes,
        ReadOnlyMemory<RequestTraits> traits,
        FastHttpResponse? response,
        IExchangeHandler handler,
        long due,
        bool lends = false,
        ResponseOptions options = ResponseOptions.None)
    {
        HttpError refusal = Enqueue(traits, response, handler, due, lends, options);
        if (refusal == HttpError.None)
        {
            SentBytes += bytes.Length;
            int life = _life;
            _transport.TrySend(bytes);

            // On some transports the exchange may be over by now, and the object another connection.
            if (_deadlines is not null && _pending.Count == 1 && _transport.HasUnsent && _life == life)
            {
                _deadlines.BeginWrite();
                _transport.NotifySent(_sentTask ??= new SentTask(_deadlines));
            }
        }

        return refusal;
    }

    /// <summary>Sends a request; the exchange learns how it ends. On the loop.</summary>
    internal HttpError Submit(
        FastHttpRequest request,
        ReadOnlyMemory<RequestTraits> traits,
        FastHttpResponse? response,
        ExchangeSource exchange,
        long due)
    {
        request.GoThrough(Forwarder);
        if (BodySender.GoesInOnePiece(request))
        {
            return Submit(request.SerializeMessage(), traits, response, exchange, due);
        }

        HttpError refusal = Enqueue(
            traits, response, exchange, due, lends: false, ResponseOptions.None);
        if (refusal == HttpError.None)
        {
            (_body ??= new BodySender(this, _continueOnLoop)).Start(request, exchange);
        }

        return refusal;
    }

    /// <summary>
    /// Why its caller may not have a request sent now: what would be thrown on the loop, out of its reach.
    /// Null if it may be sent, or will be refused for another reason.
    /// </summary>
    internal InvalidOperationException? MisuseBy(FastHttpRequest? request) =>
        _pending.Count == 0 && !IsSendingBody ? null : MisuseOfPipeline(request);

    private InvalidOperationException? MisuseOfPipeline(FastHttpRequest? request)
    {
        if (!IsOpen)
        {
            return null;
        }

        // The transport tells one of them when all is sent, and who writes a body has to learn that.
        bool isInTheWay = _transport.HasUnsent && request is not null && !BodySender.GoesInOnePiece(request);
        return Obstacle() ?? (isInTheWay ? ThrowHelper.OfUnsent() : null);
    }

    // What keeps any request from being sent on a connection that is open.
    private InvalidOperationException? Obstacle() =>
        _pending.Count == _pending.Capacity ? ThrowHelper.OfPipelineFull(_pending.Capacity)
        : IsSendingBody ? ThrowHelper.OfBodyUnderWay()
        : null;

    private HttpError Enqueue(
        ReadOnlyMemory<RequestTraits> traits, FastHttpResponse? response, IExchangeHandler handler, long due,
        bool lends, ResponseOptions options)
    {
        if (!IsOpen)
        {
            return BrokenBy == HttpError.None ? HttpError.ConnectionClosed : BrokenBy;
        }

        if (Obstacle() is { } obstacle)
        {
            throw obstacle;
        }

        Debug.Assert(lends || response is not { StreamsBody: true } || traits.Length == 1, "A batch is not streamed.");
        bool isOldest = _pending.Count == 0;
        ref PendingBatch batch = ref _pending.Next;
        batch.Start(traits, response, handler, due, lends, options);
        _pending.Push();
        if (isOldest)
        {
            _reader.Begin(batch.Current, response);
        }

        if (due != long.MaxValue || _deadlines is not null)
        {
            StartDeadlines(isOldest, due);
        }

        return HttpError.None;
    }

    private void StartDeadlines(bool isOldest, long due)
    {
        _deadlines ??= new ExchangeDeadlines(this, _times);
        if (isOldest)
        {
            _deadlines.Begin(due);
        }
    }

    private protected override StartedExchange Start(
        FastHttpRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return default;
        }

        ExchangeCompletion completion = RentCompletion();
        return new(completion, completion.Start(request, null, response, options, cancellationToken));
    }

    private protected override StartedExchange Start(
        PreparedRequest request, FastHttpResponse? response, ResponseOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (cancellationToken.IsCancellationRequested)
        {
            return default;
        }

        ExchangeCompletion completion = RentCompletion();
        return new(completion, completion.Start(null, request, response, options, cancellationToken));
    }

    private ExchangeCompletion RentCompletion()
    {
        if (_completions.Length == 0)
        {
            _completions = new ExchangeCompletion?[_pending.Capacity];
        }

        foreach (ref ExchangeCompletion? completion in _completions.AsSpan())
        {
            completion ??= new ExchangeCompletion(this, _continueOnLoop);
            if (completion.TryTake())
            {
                return completion;
            }
        }

        ThrowHelper.PipelineFull(_pending.Capacity);
        return null;
    }

    /// <summary>Whether the body of a request is being streamed. On the loop.</summary>
    internal bool IsSendingBody => _body is { IsSending: true };

    private bool IsBodyPending => _body is { IsPending: true };

    // RFC 9112 §9.5: an answer that says no ends the sending, and so does any that came instead of a 100. A success may
    // be made of the body while that is sent.
    private void HeadCameEarly()
    {
        if (_body!.AwaitsContinue || _reader.StatusCode >= 300)
        {
            _isBodyCut = true;
            _body.Cancel();
        }
    }

    /// <summary>A body is sent no more, for whatever reason. On the loop.</summary>
    internal void OnBodyEnded(HttpError outcome, ExchangeSource exchange)
    {
        // A connection that is idle, or closed, holds no buffer.
        _transport.ReleaseOutput();

        // On a closed connection the cause is known already, or the response came first, as it did where the body was
        // cut. A failed write on an open one is told by the receiving side, after what the peer had sent (RFC 9112
        // §9.5).
        if (_transport.IsClosed || _isBodyCut)
        {
            return;
        }

        if (outcome is HttpError.None or HttpError.WriteFailed)
        {
            _deadlines?.EndWrite();
        }
        else
        {
            Break(outcome, exchange);
        }
    }

    // What was sent has been taken by the system, or the connection has closed.
    private sealed class SentTask(ExchangeDeadlines deadlines) : ILoopTask
    {
        public void Run() => deadlines.EndWrite();
    }
}
