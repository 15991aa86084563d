using System;
using FastHttp.Load.Recording;


namespace FastHttp.Load.Users;

// Its connections: one at a time, opened again when it ends, ever more slowly where that leads to no answer.
public sealed partial class VirtualUser
{
    // A target that fails at once is tried again at once the first time, since that is how a server closes a connection
    // that it has used; then ever more slowly, so that the generator does not burn what the measurement needs.
    private const int FirstBackOffMs = 1;
    private const int LongestBackOffMs = 100;

    /// <inheritdoc />
    public void OnOpened(HttpConnection connection)
    {
        _isOpening = false;
        _connection = connection;
        _lane.OnOpened(connection, _hasConnected);
        _hasConnected = true;
        _source.OnConnected(Index);
        if (_isOwed)
        {
            SendRest(connection);
            return;
        }

        if (!IsActive)
        {
            Close();
            return;
        }

        long now = _lane.Loop.Now;
        if (_isPausing)
        {
            _lane.Pacer.Elapsed(this, now);
        }
        else
        {
            _lane.Pacer.Ready(this, now);
        }
    }

    /// <inheritdoc />
    public void OnOpenFailed(HttpFailure failure)
    {
        _isOpening = false;
        if (IsActive || _isOwed)
        {
            RecordError(failure.Error);
            _lane.Recorder.Samples.RecordOpenFailure(failure);
            _observer?.OnOpenFailed(Index, failure.Error, _lane.Loop.Now - _openedAt);
            if (_source.OnOpenFailed(Index, failure.Error))
            {
                Reopen();
            }
            else
            {
                Fail();
            }
        }
    }

    /// <inheritdoc />
    public void OnIdleClosed(HttpConnection connection)
    {
        // While it waited for its turn: wrk counts a read error, but no request is lost, and the pause goes on.
        Forget(byPeer: true);
        if (!IsActive)
        {
            return;
        }

        if (_lane.Loop.Now >= _lane.MeasureFrom)
        {
            _lane.Recorder.Connections.RecordClosedIdle();
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

    // The connection is over, or will be at once.
    private void Forget(bool byPeer)
    {
        if (_connection is not null)
        {
            _used = _connection;
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
            _openedAt = _lane.Loop.Now;
        }

        HttpConnection.Open(_lane.Loop, _lane.Plan.Target, _lane.Address, _lane.OptionsOf(this), this, _used);
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
        long now = _lane.Loop.Now;
        long soonest = now + (_backOffMs * Ticks.PerMs);
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

        _source.OnLeft(Index);
        HttpConnection? connection = _connection;
        if (connection is not null)
        {
            Forget(byPeer: false);
            RecordReceived(connection);
            connection.Abort();
        }
    }
}
