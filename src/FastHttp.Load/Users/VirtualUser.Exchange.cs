using FastHttp.Load.Recording;

using FastHttp.Load.Sources;

namespace FastHttp.Load.Users;

// Its exchanges: what is sent, what comes of it, and what the recorder hears of both.
public sealed partial class VirtualUser
{
    /// <summary>Sends the next batch.</summary>
    /// <param name="now">The time, in Stopwatch ticks.</param>
    /// <param name="due">When it should have been sent; with a schedule, latency counts from there.</param>
    /// <returns>How many requests the batch holds; 0 when there was nothing to send.</returns>
    public int Send(long now, long due)
    {
        HttpConnection connection = _connection!;
        if (!_lane.TryTakeRequest(now))
        {
            Deactivate();
            _lane.OnBudgetUsedUp();
            return 0;
        }

        if (!_source.TryNext(Index, out RequestBatch batch))
        {
            Fail();
            return 0;
        }

        _isPausing = false;
        _dueAt = due;

        // What was begun before the measured time is no part of it, however long it took to make.
        _sentAt = _source.IsComputed && now >= _lane.MeasureFrom ? _lane.Loop.Now : now;
        _inFlight = true;
        _lane.InFlight++;
        int count = batch.Traits.Length;
        _remaining = count;
        _lane.Recorder.RecordWritten(batch.Bytes.Length);
        if (_observer is not null)
        {
            _observer.OnSending(Index, batch.Bytes, count);
        }

        connection.Submit(batch.Bytes, batch.Traits, _response, this, _keeps);
        return count;
    }

    /// <summary>Counts what was sent before a time and is not answered as a timeout, and gives up its connection.
    /// </summary>
    internal void GiveUpIfOlder(long sentBefore)
    {
        if (!_inFlight || _sentAt >= sentBefore)
        {
            return;
        }

        HttpConnection? connection = _connection;
        EndExchange();
        Forget(byPeer: false);
        RecordError(HttpError.RequestTimeout);
        RecordLost(HttpError.RequestTimeout);
        _observer?.OnFailure(Index, HttpError.RequestTimeout, _lane.Loop.Now - _sentAt);
        if (connection is not null)
        {
            RecordReceived(connection);
            connection.Abort();
        }

        _lane.OnBatchEnded();

        // Without a connection, another one is on its way.
        if (IsActive && connection is not null)
        {
            Reopen();
        }
    }

    /// <inheritdoc />
    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
    {
        bool measured = _sentAt >= _lane.MeasureFrom;
        _lane.RecordResponse(connection, outcome.StatusCode, measured);
        if (_response is not null && !TryHandIn(in outcome))
        {
            return;
        }

        if (outcome.Remaining != 0)
        {
            _remaining = outcome.Remaining;
            _answered = true;
            if (!_isPaced && !_timesEach && _observer is null)
            {
                // Within a batch no code needs the time.
                return;
            }
        }

        // One look at the clock serves the end of this exchange and the start of the next: nothing happens in between.
        long now = _lane.Loop.Now;
        if (_observer is not null && _response is null)
        {
            _observer.OnResponse(Index, in outcome, now - _sentAt);
        }

        if (_isPaced)
        {
            RecordPaced(now, in outcome, measured);
        }
        else if (measured && (outcome.Remaining == 0 || _timesEach))
        {
            _lane.Recorder.RecordLatency(Ticks.ToMicroseconds(now - _sentAt), outcome.StatusCode);
            RecordFirstByte(now, in outcome);
        }

        if (outcome.Remaining == 0)
        {
            EndBatch(connection, now);
        }
    }

    /// <inheritdoc />
    public void OnFailure(HttpConnection connection, HttpError error)
    {
        if (!_inFlight)
        {
            // The rest of a batch that this user gave up, or had in flight when its lane stopped.
            return;
        }

        if (TryOwe(connection, error))
        {
            return;
        }

        EndExchange();
        Forget(error is HttpError.ConnectionClosed or HttpError.UnexpectedEof or HttpError.ConnectionReset);
        error = _isOverdue ? HttpError.RequestTimeout : error;
        _isOverdue = false;
        RecordReceived(connection);
        RecordError(error);
        RecordLost(error);
        _observer?.OnFailure(Index, error, _lane.Loop.Now - _sentAt);
        _lane.OnBatchEnded();
        if (IsActive)
        {
            Reopen();
        }
    }

    // RFC 9112 §9.6: a server that says "close" has not processed what came after the request that it answered so.
    // After any other end the client cannot know what was done, so what it took along is lost, as it is for a caller.
    private bool TryOwe(HttpConnection connection, HttpError error)
    {
        bool isInOrder = error == HttpError.ConnectionClosed && connection.BrokenBy == HttpError.None;
        if (!isInOrder || _isOverdue || !_source.TryKeepRest(Index, _remaining))
        {
            return false;
        }

        _isOwed = true;
        Forget(byPeer: true);
        RecordReceived(connection);
        Reopen();
        return true;
    }

    private void SendRest(HttpConnection connection)
    {
        _isOwed = false;
        RequestBatch rest = _source.RestOf(Index);
        _lane.Recorder.RecordWritten(rest.Bytes.Length);
        connection.Submit(rest.Bytes, rest.Traits, _response, this, _keeps);
    }

    // The observer comes first: what the source does with a response is no part of the target's time.
    private bool TryHandIn(in ExchangeOutcome outcome)
    {
        _observer?.OnResponse(Index, in outcome, _lane.Loop.Now - _sentAt);
        if (_source.OnResponse(Index, _response!))
        {
            return true;
        }

        EndExchange();
        Fail();
        return false;
    }

    private void EndBatch(HttpConnection connection, long now)
    {
        _answered = true;
        EndExchange();
        _lane.OnBatchEnded();
        if (!IsActive)
        {
            Close();
        }
        else if (connection.IsOpen)
        {
            _lane.Pacer.Ready(this, now);
        }
        else
        {
            Forget(byPeer: !_lane.HasSurplus);
            if (_lane.HasSurplus)
            {
                _lane.HasSurplus = false;
                _lane.Recorder.Connections.RecordSurplus();
            }

            Reopen();
        }
    }

    private void EndExchange()
    {
        _inFlight = false;
        _isOwed = false;
        _lane.InFlight--;
    }

    private void RecordPaced(long now, in ExchangeOutcome outcome, bool measured)
    {
        if (measured && (outcome.Remaining == 0 || !_lane.Plan.Load.BatchLatency))
        {
            _lane.Recorder.RecordPacedLatency(
                Ticks.ToMicroseconds(now - _dueAt), Ticks.ToMicroseconds(now - _sentAt), outcome.StatusCode);
            RecordFirstByte(now, in outcome);
        }
    }

    private void RecordFirstByte(long now, in ExchangeOutcome outcome)
    {
        if (outcome.FirstByteAt != 0)
        {
            _lane.Recorder.RecordFirstByte(
                Ticks.ToMicroseconds(outcome.FirstByteAt - _sentAt), Ticks.ToMicroseconds(now - _sentAt));
        }
    }

    // What has come of an answer that is not whole, or will be no more.
    private void RecordReceived(HttpConnection connection)
    {
        long bytes = connection.TakeReceivedBytes();
        if (_sentAt >= _lane.MeasureFrom)
        {
            _lane.Recorder.RecordBytes(bytes);
        }
    }

    private void RecordUnanswered(long now)
    {
        if (_sentAt >= _lane.MeasureFrom)
        {
            _lane.Recorder.RecordUnanswered(Ticks.ToMicroseconds(now - _sentAt), _remaining);
        }
    }

    private void RecordLost(HttpError error)
    {
        if (_sentAt >= _lane.MeasureFrom)
        {
            _lane.Recorder.RecordLost(_remaining, error);
        }

        _source.OnLost(Index, error);
    }

    private void RecordError(HttpError error)
    {
        long now = _lane.Loop.Now;
        if (now >= _lane.MeasureFrom)
        {
            _lane.Recorder.RecordError(error, _lane.ElapsedUs(now));
        }
    }
}
