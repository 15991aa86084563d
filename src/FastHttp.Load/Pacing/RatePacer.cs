using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;

namespace FastHttp.Load.Pacing;

// Sends on a schedule: request k of the run is due when the area under the rate reaches k, whatever the answers do.
// Lanes interleave, so that the run as a whole is even. A request that is due while every connection is busy waits for
// the first that becomes free, and its latency counts from when it was due (ADR-0006).
internal sealed class RatePacer : Pacer
{
    // A request this late is one that the generator, or a busy connection, could not send in time.
    private const int LateMs = 1;

    private readonly Lane _lane;
    private readonly IdleUsers _idle = new();
    private readonly ActionTimer _timer;
    private readonly LoadShape _rate;
    private readonly double _share;
    private LoadShape.Cursor _cursor;
    private double _position;
    private long _start;
    private long _nextDue;

    /// <param name="lane">Whose users are paced.</param>
    /// <param name="rate">Requests a second of the whole run.</param>
    /// <param name="share">This lane's part of it, 0 to 1.</param>
    /// <param name="phase">Where this lane stands between two requests of its own, 0 to 1.</param>
    public RatePacer(Lane lane, LoadShape rate, double share, double phase)
    {
        _lane = lane;
        _rate = rate;
        _cursor = rate.Walk();
        _share = share;
        _position = phase;
        _timer = new ActionTimer(SendWhatIsDue);
    }

    public override void Start(long start)
    {
        _start = start;
        _nextDue = DueOf(_position);
    }

    public override void Ready(VirtualUser user, long now)
    {
        if (_nextDue <= now && _idle.Count == 0)
        {
            SendDue(user, now, isOwn: false);
            return;
        }

        _idle.Add(user);
        Arm();
    }

    public override void Withdraw(VirtualUser user) => _idle.Remove(user);

    // The lane has its users leave next, so none is idle when another request is due.
    public override void Stop()
    {
        _lane.Recorder.Dropped = _lane.TakeDropped(CountDue(_lane.Loop.Now));
        _lane.Loop.Cancel(_timer);
    }

    private void SendWhatIsDue()
    {
        while (_idle.Count != 0)
        {
            long now = _lane.Loop.Now;
            if (_nextDue > now)
            {
                break;
            }

            SendDue(_idle.Take(), now, isOwn: true);
        }

        Arm();
    }

    // It is late by the generator's own doing where a connection was free before.
    private void SendDue(VirtualUser user, long now, bool isOwn)
    {
        long due = _nextDue;
        // A batch takes the place of as many requests as it holds, so the rate counts requests.
        int count = user.Send(now, due);
        if (count == 0)
        {
            // The user is gone; what is due waits for another one, if there is one.
            return;
        }

        if (now >= _lane.MeasureFrom)
        {
            _lane.Recorder.LastSentUs = _lane.ElapsedUs(now);
            _lane.Recorder.RecordLag(Ticks.ToMicroseconds(now - due), isOwn);
            if (now - due > Ticks.PerMs * LateMs)
            {
                _lane.Recorder.RecordLate(count, isOwn);
            }
        }

        _position += count;
        _nextDue = DueOf(_position);
    }

    private void Arm()
    {
        if (_idle.Count != 0 && _nextDue != long.MaxValue)
        {
            _lane.Loop.SchedulePrecise(_timer, _nextDue);
        }
    }

    // How many requests are due and have not been sent.
    private long CountDue(long now)
    {
        double due = _rate.AreaAt(Ticks.ToSeconds(now - _start)) * _share;
        return _nextDue > now ? 0 : (long)Math.Max(0, due - _position) + 1;
    }

    private long DueOf(double position)
    {
        double seconds = _cursor.TimeOf(position / _share);
        return double.IsPositiveInfinity(seconds) ? long.MaxValue : _start + Ticks.Of(seconds);
    }
}
