using System;
using System.Diagnostics;
using System.Threading;
using FastHttp.Options;
using FastHttp.Transports;

namespace FastHttp.Connections;

/// <summary>
/// The deadlines of one connection's oldest exchange: the phase's and the whole one's. Loop-owned; lives as long as
/// the connection. An exchange only writes timestamps: the timer stays armed for the earliest of them that was ever
/// asked for, and looks when it fires whether that one still holds.
/// Invariant: while an exchange is under way, <c>_armedFor</c> is no later than its earliest deadline.
/// </summary>
internal sealed class ExchangeDeadlines(HttpConnection connection, ExchangeTimes times) : LoopTimer
{
    private HttpError _phase;
    private long _phaseDue = long.MaxValue;
    private long _requestDue = long.MaxValue;
    private long _armedFor = long.MaxValue;

    // When the piece that is being written was handed over; set by the thread that writes.
    private long _pieceStart;

    /// <summary>An exchange has become the oldest and waits for its head.</summary>
    public void Begin(long requestDue)
    {
        _requestDue = requestDue;
        Enter(HttpError.HeadTimeout, times.Head);
    }

    /// <summary>The oldest exchange's request is being written.</summary>
    public void BeginWrite()
    {
        StartPiece();
        Enter(HttpError.WriteTimeout, times.Write);
    }

    /// <summary>A piece of a request is handed over now. Any thread.</summary>
    public void StartPiece() => Volatile.Write(ref _pieceStart, connection.Loop.Now);

    /// <summary>The request has been written.</summary>
    public void EndWrite()
    {
        if (_phase == HttpError.WriteTimeout)
        {
            Enter(HttpError.HeadTimeout, times.Head);
        }
    }

    /// <summary>Bytes of the body have come. Those of a head do not move its deadline, or drips would do for ever.
    /// </summary>
    public void OnBodyProgress() => Enter(HttpError.BodyTimeout, times.ReadIdle);

    /// <summary>The call is over; its streamed body is not, and has no time of the whole.</summary>
    public void EndCall() => _requestDue = long.MaxValue;

    /// <summary>Bytes wait for the reader of a streamed body; the peer has done its part.</summary>
    public void BeginHold() => Enter(HttpError.BodyTimeout, times.UnreadBody);

    /// <summary>Starts the time in which the rest of an abandoned body is read.</summary>
    public void BeginDrain()
    {
        _requestDue = ExchangeTimes.Due(connection.Loop.Now, times.Drain);
        Enter(HttpError.BodyTimeout, times.ReadIdle);
    }

    /// <summary>Nothing is under way; the timer finds that out by itself.</summary>
    public void End()
    {
        // The end of a request's body may be told after the response to it.
        _phase = HttpError.None;
        _phaseDue = long.MaxValue;
        _requestDue = long.MaxValue;
    }

    /// <summary>The connection is closed.</summary>
    public void Stop()
    {
        End();
        _armedFor = long.MaxValue;
        connection.Loop.Cancel(this);
    }

    protected internal override void OnElapsed()
    {
        _armedFor = long.MaxValue;
        long now = connection.Loop.Now;
        if (_phase == HttpError.WriteTimeout && _phaseDue <= now && _phaseDue != long.MaxValue)
        {
            // A producer that is slow is not a peer that does not read; and a piece may be younger than the deadline.
            long start = connection.HasUnsent ? Volatile.Read(ref _pieceStart) : now;
            _phaseDue = start + times.Write;
        }

        if (Math.Min(_requestDue, _phaseDue) > now)
        {
            Arm();
        }
        else
        {
            connection.Break(_requestDue < _phaseDue ? HttpError.RequestTimeout : _phase);
        }
    }

    private void Enter(HttpError phase, long ticks)
    {
        _phase = phase;
        _phaseDue = ticks == 0 ? long.MaxValue : connection.Loop.Now + ticks;
        Arm();
    }

    private void Arm()
    {
        long due = Math.Min(_phaseDue, _requestDue);
        if (due < _armedFor)
        {
            _armedFor = due;
            connection.Loop.Schedule(this, due);
        }

        AssertInvariant();
    }

    [Conditional("DEBUG")]
    private void AssertInvariant() =>
        Debug.Assert(_armedFor <= Math.Min(_phaseDue, _requestDue), "The timer fires before the first deadline.");
}
