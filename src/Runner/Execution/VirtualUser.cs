using System;
using System.Diagnostics;
using FastHttp;
using FastHttp.Transports;

namespace Runner.Execution;

// One simulated client: wait for its turn, send, wait for the answer, record, repeat, on one connection at a time.
// Lives on its lane's loop. As a timer it ends its own pauses: back-off before a connect, think time before a request.
internal sealed class VirtualUser : LoopTimer, IConnectionHandler, IExchangeHandler
{
    // A target that fails at once is tried again at once the first time, since that is how a server closes a connection
    // that it has used; then ever more slowly, so that the generator does not burn what the measurement needs.
    private const int FirstBackOffMs = 1;
    private const int LongestBackOffMs = 100;

    private readonly Lane _lane;
    private readonly RequestSource _source;
    private readonly HttpResponse? _response;
    private readonly IExchangeObserver? _observer;
    private readonly bool _isPaced;
    private HttpConnection? _connection;
    private long _dueAt;
    private long _sentAt;
    private bool _inFlight;
    private bool _answered;
    private bool _isOpening;
    private bool _isOverdue;
    private long _openedAt;
    private bool _isPausing;
    private int _backOffMs;
    private int _remaining;
    private bool _hasConnected;

    public VirtualUser(Lane lane, int index)
    {
        _lane = lane;
        _source = lane.Source;
        _response = lane.Source.WantsResponses ? HttpResponse.Rent() : null;
        _observer = lane.Observer;
        if (_response is not null)
        {
            _response.DiscardHead = !lane.Source.ReadsResponses;
            _response.DiscardBody = !lane.Source.ReadsBodies;
        }

        _isPaced = lane.Plan.Load.Rate is not null;
        Index = index;
    }

    /// <summary>The number within the lane.</summary>
    public int Index { get; }

    /// <summary>Whether the user takes part; one that is not active ends when it has its answer.</summary>
    public bool IsActive { get; private set; }

    public bool IsConnected => _connection is not null;

    /// <summary>Whether the pacer holds this user until a request is due.</summary>
    public bool IsQueued { get; set; }

    /// <summary>When the last batch was sent since the user joined in, in Stopwatch ticks; 0 before.</summary>
    public long SentAt => _sentAt;

    /// <summary>Joins in: connects and sends.</summary>
    public void Activate()
    {
        if (IsActive)
        {
            return;
        }

        IsActive = true;
        if (_connection is null && !IsArmed && !_isOpening)
        {
            _sentAt = 0;
            Open();
        }
    }

    /// <summary>Drops out, at once or with the next answer.</summary>
    public void Deactivate()
    {
        IsActive = false;
        if (!_inFlight)
        {
            Close();
        }
    }

    /// <summary>Drops out at once: what is in flight is given up, neither answered nor failed.</summary>
    public void Cut(long now)
    {
        IsActive = false;
        if (_inFlight)
        {
            EndExchange();
            RecordUnanswered(now);
        }

        Close();
    }

    /// <summary>Gives up a request that was sent before a time; it counts as a failure.</summary>
    public void CutOverdue(long sentBefore)
    {
        if (_inFlight && _sentAt < sentBefore)
        {
            _isOverdue = true;
            _connection!.Abort();
        }
    }

    /// <summary>The lane has stopped: what is in flight is counted, and the connection closed.</summary>
    public void Stop(long now)
    {
        IsActive = false;
        if (_inFlight)
        {
            _inFlight = false;
            RecordUnanswered(now);
        }

        Close();
        _response?.Dispose();
    }

    /// <summary>Sends the next batch.</summary>
    /// <param name="now">The time, in Stopwatch ticks.</param>
    /// <param name="due">When it should have been sent; with a schedule, latency counts from there.</param>
    /// <returns>How many requests the batch holds; 1 also when nothing was sent, so that a schedule goes on.</returns>
    public int Send(long now, long due)
    {
        HttpConnection connection = _connection!;
        if (!_lane.TryTakeRequest())
        {
            Deactivate();
            _lane.OnBudgetUsedUp();
            return 1;
        }

        if (!_source.TryNext(Index, out RequestBatch batch))
        {
            Fail();
            return 1;
        }

        _isPausing = false;
        _dueAt = due;
        _sentAt = _source.IsComputed ? Stopwatch.GetTimestamp() : now;
        _inFlight = true;
        _lane.InFlight++;
        int count = batch.Traits.Length;
        _remaining = count;
        _lane.Recorder.RecordWritten(batch.Bytes.Length);
        if (_observer is not null)
        {
            _observer.OnSending(Index, batch.Bytes, count);
        }

        connection.Submit(batch.Bytes, batch.Traits, _response, this);
        return count;
    }

    /// <summary>Waits, and then sends; on the next connection, without another pause, if this one ends.</summary>
    public void Pause(long until)
    {
        _isPausing = true;
        _lane.Loop.Schedule(this, until);

        // A delay() may have called thread:stop(), and may have been long.
        _lane.StopIfAsked();
    }

    /// <summary>Counts what was sent before a time and is not answered as a timeout, and gives up its connection.
    /// </summary>
    public void GiveUpIfOlder(long sentBefore)
    {
        if (!_inFlight || _sentAt >= sentBefore)
        {
            return;
        }

        HttpConnection connection = _connection!;
        EndExchange();
        Forget(byPeer: false);
        _lane.Recorder.RecordBytes(connection.TakeReceivedBytes());
        RecordError(HttpError.RequestTimeout);
        RecordLost();
        connection.Abort();
        _lane.OnBatchEnded();
        if (IsActive)
        {
            Reopen();
        }
    }

    /// <summary>The source has nothing for this user, or failed.</summary>
    public void Fail()
    {
        Deactivate();
        _lane.OnSourceEnded();
    }

    public void OnOpened(HttpConnection connection)
    {
        _isOpening = false;
        _connection = connection;
        _lane.OnOpened(connection, _hasConnected);
        _hasConnected = true;
        _source.OnConnected(Index);
        if (!IsActive)
        {
            Close();
            return;
        }

        long now = Stopwatch.GetTimestamp();
        if (_isPausing)
        {
            _lane.Pacer.Elapsed(this, now);
        }
        else
        {
            _lane.Pacer.Ready(this, now);
        }
    }

    public void OnOpenFailed(HttpError error, int systemError)
    {
        _isOpening = false;
        if (IsActive)
        {
            RecordError(error);
            _observer?.OnOpenFailed(Index, error, Stopwatch.GetTimestamp() - _openedAt);
            Reopen();
        }
    }

    public void OnIdleClosed(HttpConnection connection)
    {
        // While it waited for its turn: wrk counts a read error, and so do we, but the pause goes on.
        Forget(byPeer: true);
        if (!IsActive)
        {
            return;
        }

        if (_observer is null)
        {
            // Locust counts requests, and none was lost.
            RecordError(HttpError.ConnectionClosed);
        }

        if (IsQueued)
        {
            _lane.Pacer.Withdraw(this);
        }

        if (!IsArmed)
        {
            Reopen();
        }
    }

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
            if (!_isPaced && _observer is null)
            {
                // Within a batch nobody asks for the time.
                return;
            }
        }

        // One look at the clock serves the end of this exchange and the start of the next: nothing happens in between.
        long now = Stopwatch.GetTimestamp();
        if (_observer is not null && _response is null)
        {
            _observer.OnResponse(Index, in outcome, now - _sentAt);
        }

        if (_isPaced)
        {
            RecordPaced(now, in outcome, measured);
        }
        else if (outcome.Remaining == 0 && measured)
        {
            _lane.Recorder.RecordLatency(Lane.ToMicroseconds(now - _sentAt), outcome.StatusCode);
        }

        if (outcome.Remaining == 0)
        {
            EndBatch(connection, now);
        }
    }

    public void OnFailure(HttpConnection connection, HttpError error)
    {
        if (!_inFlight)
        {
            // The rest of a batch that this user gave up.
            return;
        }

        EndExchange();
        Forget(error is HttpError.ConnectionClosed or HttpError.UnexpectedEof or HttpError.ConnectionReset);
        if (_lane.IsStopped)
        {
            return;
        }

        error = _isOverdue ? HttpError.RequestTimeout : error;
        _isOverdue = false;
        _lane.Recorder.RecordBytes(connection.TakeReceivedBytes());
        RecordError(error);
        RecordLost();
        _observer?.OnFailure(Index, error, Stopwatch.GetTimestamp() - _sentAt);
        _lane.OnBatchEnded();
        if (IsActive)
        {
            Reopen();
        }
    }

    protected override void OnElapsed()
    {
        if (!IsActive || _lane.IsStopped)
        {
            return;
        }

        if (_connection is null)
        {
            Open();
            return;
        }

        _lane.Pacer.Elapsed(this, Stopwatch.GetTimestamp());
    }

    // The observer comes first: what the source does with a response is no part of the target's time.
    private bool TryHandIn(in ExchangeOutcome outcome)
    {
        _observer?.OnResponse(Index, in outcome, Stopwatch.GetTimestamp() - _sentAt);
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
            Forget(byPeer: true);
            Reopen();
        }
    }

    private void EndExchange()
    {
        _inFlight = false;
        _lane.InFlight--;
    }

    private void RecordPaced(long now, in ExchangeOutcome outcome, bool measured)
    {
        if (measured && (outcome.Remaining == 0 || !_lane.Plan.Load.BatchLatency))
        {
            _lane.Recorder.RecordPacedLatency(
                Lane.ToMicroseconds(now - _dueAt), Lane.ToMicroseconds(now - _sentAt), outcome.StatusCode);
        }
    }

    private void RecordUnanswered(long now)
    {
        if (_sentAt >= _lane.MeasureFrom)
        {
            _lane.Recorder.RecordUnanswered(Lane.ToMicroseconds(now - _sentAt), _remaining);
        }
    }

    private void RecordLost()
    {
        if (_sentAt >= _lane.MeasureFrom)
        {
            _lane.Recorder.RecordLost(_remaining);
        }
    }

    private void RecordError(HttpError error)
    {
        long now = Stopwatch.GetTimestamp();
        if (now >= _lane.MeasureFrom)
        {
            _lane.Recorder.RecordError(error, _lane.ElapsedUs(now));
        }
    }

    // The connection is over, or will be at once.
    private void Forget(bool byPeer)
    {
        if (_connection is not null)
        {
            _connection = null;
            _lane.Recorder.Connections.RecordEnded(byPeer);
        }
    }

    private void Open()
    {
        _answered = false;
        _isOpening = true;
        if (_observer is not null)
        {
            _openedAt = Stopwatch.GetTimestamp();
        }

        HttpConnection.Open(_lane.Loop, _lane.Plan.Target, _lane.Address, _lane.OptionsOf(this), this);
    }

    private void Reopen()
    {
        if (_answered)
        {
            _backOffMs = 0;
            Open();
            return;
        }

        _backOffMs = _backOffMs == 0 ? FirstBackOffMs : Math.Min(_backOffMs * 2, LongestBackOffMs);
        long now = Stopwatch.GetTimestamp();
        long soonest = now + (_backOffMs * Lane.TicksPerMs);
        _lane.Loop.Schedule(this, Math.Max(soonest, _lane.Pacer.RetryAt(this, now)));
    }

    private void Close()
    {
        _isPausing = false;
        if (IsArmed)
        {
            _lane.Loop.Cancel(this);
        }

        if (IsQueued)
        {
            _lane.Pacer.Withdraw(this);
        }

        HttpConnection? connection = _connection;
        if (connection is not null)
        {
            Forget(byPeer: false);
            _lane.Recorder.RecordBytes(connection.TakeReceivedBytes());
            connection.Abort();
        }
    }
}
