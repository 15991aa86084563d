using System;
using FastHttp.Connections;
using FastHttp.Http1;
using FastHttp.Messages;
using FastHttp.Transports;

namespace FastHttp;

/// <summary>
/// The receiving side: joins the transport's bytes, the reader and the batches that wait. The only place where a
/// transport's reason becomes an <see cref="HttpError"/>.
/// </summary>
public sealed partial class HttpConnection
{
    // The lowest status that an observer is shown.
    private const int UnsuccessfulStatus = 300;

    private readonly IResponseObserver? _observer;

    // When the first bytes of a response came that came in several pieces; 0 while it has not, so that one that comes
    // whole needs no look at the clock.
    private long _firstByteAt;

    private int Received(ReadOnlySpan<byte> data)
    {
        ReceivedBytes += data.Length - _unconsumed;
        int total = 0;
        while (_pending.Count != 0)
        {
            int start = total;
            bool hadHead = _reader.StatusCode != 0;
            ParseStatus status = _reader.Read(data[total..], out int consumed);
            total += consumed;
            if (_reader.StatusCode >= UnsuccessfulStatus && !hadHead && _observer is not null)
            {
                _observer.OnUnsuccessful(_reader.StatusCode, data[start..]);
            }

            if (status == ParseStatus.NeedMore)
            {
                _firstByteAt = _firstByteAt == 0 ? Loop.Now : _firstByteAt;
                _unconsumed = data.Length - total;
                if (_reader.StatusCode != 0)
                {
                    BodyArrived();
                }
                else if (_body is { AwaitsContinue: true } && _pending.Count == 1 && _reader.HasContinue)
                {
                    _body.Continue();
                }

                return total;
            }

            if (status == ParseStatus.Invalid)
            {
                int before = _reader.StatusCode == 0 ? 0 : ResponseReader.BytesBefore;
                Observe(_reader.Error, TransportError.None, data[Math.Max(start, total - before)..]);
                _reader.KeepUnreadable(data[start..], consumed);
                Break(_reader.Error);
                return data.Length;
            }

            CompleteResponse(data[total..]);
            if (_transport.IsClosed)
            {
                return data.Length;
            }

            if (total == data.Length)
            {
                _unconsumed = 0;
                return total;
            }
        }

        // RFC 9112 §9.2: bytes that no request asked for. The next request must not take them for its answer.
        _observer?.OnBroken(
            new BrokenResponse { Error = HttpError.ConnectionClosed, IsIdle = true, Bytes = data[total..] });
        CloseIdle();
        return data.Length;
    }

    private void CompleteResponse(ReadOnlySpan<byte> surplus)
    {
        ref PendingBatch batch = ref _pending.First;
        bool keep = _reader.KeepAlive && (batch.Current & RequestTraits.Close) == 0;
        FastHttpResponse? response = batch.Response;
        bool isShared = false;
        ExchangeOutcome outcome =
            new(_reader.StatusCode, _reader.BodyLength, batch.Advance()) { FirstByteAt = _firstByteAt };
        _firstByteAt = 0;
        IExchangeHandler handler = outcome.Remaining == 0 ? PopFirst() : batch.Handler;

        // Before the handler runs, since it may send the next request: what follows the last answer that was asked for
        // closes the connection (RFC 9112 §6.3, §11.1). So does an answer that came before its request was sent: the
        // rest of it would be taken for the next one (§9.3).
        if (!keep || (_pending.Count == 0
            && (!surplus.IsEmpty || IsBodyPending || _isBodyCut || _transport.HasUnsent)))
        {
            if (keep && !surplus.IsEmpty)
            {
                _observer?.OnBroken(
                    new BrokenResponse { Error = HttpError.ConnectionClosed, IsSurplus = true, Bytes = surplus });
            }

            Close();
        }
        else if (_pending.Count != 0)
        {
            // One response object may serve a whole batch; the handler looks at it before it is cleared for the next.
            ref PendingBatch next = ref _pending.First;
            isShared = response is not null && next.Response == response;
            _reader.Begin(next.Current, next.Response, keepsLast: isShared);
            _deadlines?.Begin(next.Due);
        }
        else
        {
            _deadlines?.End();
        }

        if (outcome.Remaining != 0)
        {
            response?.NoteComplete();
        }

        handler.OnResponse(this, outcome);
        if (!_transport.IsClosed)
        {
            if (isShared)
            {
                response!.BeginRead();
            }
        }
        else if (_pending.Count != 0)
        {
            // RFC 9112 §9.3.2: with the connection go all requests after this one.
            FailPending(HttpError.ConnectionClosed);
        }
    }

    private void Closed(TransportError error)
    {
        Cause = error;
        _isEndOwed = false;
        if (_pending.Count == 0)
        {
            CloseIdle();
            return;
        }

        ParseStatus status = _reader.ReadEnd(reset: error != TransportError.None, _unconsumed);
        if (status == ParseStatus.Done)
        {
            CompleteResponse(surplus: default);
            return;
        }

        HttpError reason = error switch
        {
            TransportError.Aborted => HttpError.Disposed,
            // RFC 9112 §9.8: any host on the way may have made an end that lacks the security layer's own end.
            TransportError.Truncated when _reader.Error == HttpError.ConnectionReset => HttpError.UnexpectedEof,
            _ => _reader.Error,
        };
        Observe(reason, error, default);
        Break(reason);
    }

    private void Observe(HttpError reason, TransportError cause, ReadOnlySpan<byte> bytes) => _observer?.OnBroken(
        new BrokenResponse
        {
            Error = reason,
            Cause = cause,
            StatusCode = _reader.StatusCode,
            BodyLength = _reader.BodyLength,
            Bytes = bytes,
        });

    private void CloseIdle()
    {
        if (BrokenBy == HttpError.None)
        {
            BrokenBy = HttpError.ConnectionClosed;
            Close();
            _owner?.OnIdleClosed(this);
        }
    }

    // Keeps the transport's callbacks off the public surface.
    private sealed class Receiver(HttpConnection connection) : ITransportReceiver
    {
        public int OnReceived(ReadOnlySpan<byte> data) => connection.Received(data);

        public void OnClosed(TransportError error) => connection.Closed(error);
    }
}
