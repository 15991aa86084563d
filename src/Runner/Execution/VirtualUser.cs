using System;
using System.Diagnostics;
using FastHttp;
using FastHttp.Transports;

namespace Runner.Execution;

// One simulated client: send, wait, record, repeat, on one connection at a time. Lives on its lane's loop.
internal sealed class VirtualUser : LoopTimer, IConnectionHandler, IExchangeHandler
{
    // A target that fails at once is tried again at once the first time, since that is how a server closes a connection
    // that it has used; then ever more slowly, so that the generator does not burn what the measurement needs.
    private const int FirstBackOffMs = 1;
    private const int LongestBackOffMs = 100;

    private static readonly long s_ticksPerMs = Stopwatch.Frequency / 1000;

    private readonly Lane _lane;
    private readonly PreparedRequest _request;
    private HttpConnection? _connection;
    private long _sentAt;
    private bool _inFlight;
    private bool _answered;
    private int _backOffMs;

    public VirtualUser(Lane lane)
    {
        _lane = lane;
        _request = lane.Plan.Request;
    }

    public void Open()
    {
        _answered = false;
        HttpConnection.Open(_lane.Loop, _lane.Plan.Target, _lane.Address, _lane.Options, this);
    }

    /// <summary>The lane has stopped: what is in flight is counted, and the connection closed.</summary>
    public void Stop(long now)
    {
        if (_inFlight)
        {
            _lane.Recorder.RecordUnanswered(Lane.ToMicroseconds(now - _sentAt));
            _inFlight = false;
        }

        if (IsArmed)
        {
            _lane.Loop.Cancel(this);
        }

        if (_connection is { } connection)
        {
            _lane.Recorder.RecordBytes(connection.TakeReceivedBytes());
            connection.Abort();
        }
    }

    public void OnOpened(HttpConnection connection)
    {
        if (_lane.IsStopped)
        {
            connection.Abort();
            return;
        }

        _connection = connection;
        Send(connection, Stopwatch.GetTimestamp());
    }

    public void OnOpenFailed(HttpError error, int systemError)
    {
        if (!_lane.IsStopped)
        {
            _lane.Recorder.RecordError(error, _lane.ElapsedUs(Stopwatch.GetTimestamp()));
            Reopen();
        }
    }

    public void OnIdleClosed(HttpConnection connection)
    {
        // Between exchanges this user holds no connection.
    }

    public void OnResponse(HttpConnection connection, in ExchangeOutcome outcome)
    {
        if (_lane.IsStopped)
        {
            return;
        }

        _lane.Recorder.RecordBytes(connection.TakeReceivedBytes());
        _lane.Recorder.RecordResponse(outcome.StatusCode);
        if (outcome.Remaining != 0)
        {
            return;
        }

        // One look at the clock serves the end of this exchange and the start of the next: nothing happens in between.
        long now = Stopwatch.GetTimestamp();
        _lane.Recorder.RecordLatency(Lane.ToMicroseconds(now - _sentAt));
        _answered = true;
        _inFlight = false;
        if (connection.IsOpen)
        {
            Send(connection, now);
        }
        else
        {
            Reopen();
        }
    }

    public void OnFailure(HttpConnection connection, HttpError error)
    {
        if (_lane.IsStopped)
        {
            return;
        }

        _inFlight = false;
        _lane.Recorder.RecordBytes(connection.TakeReceivedBytes());
        _lane.Recorder.RecordError(error, _lane.ElapsedUs(Stopwatch.GetTimestamp()));
        Reopen();
    }

    protected override void OnElapsed() => Open();

    private void Send(HttpConnection connection, long now)
    {
        _sentAt = now;
        _inFlight = true;
        connection.Submit(_request, this);
    }

    private void Reopen()
    {
        _connection = null;
        if (_answered)
        {
            _backOffMs = 0;
            Open();
            return;
        }

        _backOffMs = _backOffMs == 0 ? FirstBackOffMs : Math.Min(_backOffMs * 2, LongestBackOffMs);
        _lane.Loop.Schedule(this, Stopwatch.GetTimestamp() + (_backOffMs * s_ticksPerMs));
    }
}
