using FastHttp.Connections;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>
/// Responses whose body is read while it comes: when the head is handed over, when receiving rests, and what becomes of
/// a body whose reader stops before its end.
/// </summary>
public sealed partial class HttpConnection : IBodySource
{
    // Takes the body of the oldest exchange, whose head has been handed over; else null.
    private StreamedBody? _stream;

    // Tells one hand-over from another: what comes from other threads may be late.
    private int _streamRound;
    private StreamedExchange? _streamedExchange;

    /// <summary>Whether the answer that comes is this handler's. On the loop.</summary>
    internal bool IsOldest(IExchangeHandler handler) =>
        _pending.Count != 0 && ReferenceEquals(_pending.First.Handler, handler);

    /// <summary>The head of the oldest response becomes the caller's, the body a stream. On the loop.</summary>
    internal StreamedExchange HandOver(FastHttpResponse response)
    {
        StreamedBody stream = response.Stream;
        _stream = stream;
        StreamedExchange exchange = _streamedExchange ??= new StreamedExchange();
        exchange.Begin(stream);
        _pending.First.Replace(exchange);
        stream.HandOver(this, ++_streamRound, _continueOnLoop);

        // The call is over; what limits the body is how long it pauses.
        _deadlines?.EndCall();
        HoldIfFull(stream);
        return exchange;
    }

    /// <inheritdoc/>
    void IBodySource.ResumeBody(StreamedBody stream, int round)
    {
        if (IsStreaming(stream, round))
        {
            _deadlines?.OnBodyProgress();
            _transport.ResumeReceive();
        }
    }

    /// <summary>
    /// Ends the reading of a body that its reader has abandoned. The rest is drained if its end is near, so that the
    /// connection can be used again (RFC 9112 §9.3); else the connection closes. On the loop; may be late.
    /// </summary>
    void IBodySource.AbandonBody(StreamedBody stream, int round)
    {
        if (!IsStreaming(stream, round))
        {
            return;
        }

        _stream = null;
        _pending.First.Replace(_streamedExchange!.TakeNext(), keepsResponse: false);
        if (!_isBodyCut && _reader.TryDrain())
        {
            (_deadlines ??= new ExchangeDeadlines(this, _times)).BeginDrain();
            _transport.ResumeReceive();
        }
        else
        {
            Close();
            FailPending(HttpError.ConnectionClosed);
        }

        stream.End(HttpError.Disposed);
    }

    private bool IsStreaming(StreamedBody stream, int round) =>
        ReferenceEquals(_stream, stream) && _streamRound == round;

    // Bytes of a body have come, but not its end.
    private void BodyArrived()
    {
        _deadlines?.OnBodyProgress();
        if (IsBodyPending && !_isBodyCut && _pending.Count == 1)
        {
            HeadCameEarly();
        }

        ref PendingBatch batch = ref _pending.First;
        if (batch.Response is not { IsStreamed: true } response)
        {
            return;
        }

        StreamedBody stream = response.Stream;
        stream.Publish();
        if (!batch.IsHeadTold)
        {
            batch.IsHeadTold = true;
            ((ExchangeSource)batch.Handler).OnHead();
        }
        else if (_stream is not null)
        {
            HoldIfFull(stream);
            stream.Wake();
        }
        else if (stream.Arrived > _times.Limits.MaxBodyBytes)
        {
            // What is kept here has no reader until the request is sent. To stop receiving could stop the peer, and
            // with it the request.
            Break(HttpError.BodyTooLarge);
        }
    }

    private void HoldIfFull(StreamedBody stream)
    {
        if (stream.TryHold())
        {
            _transport.PauseReceive();
            (_deadlines ??= new ExchangeDeadlines(this, _times)).BeginHold();
        }
    }
}
