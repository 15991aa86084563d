using System;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Users;

// The end of a lane's time: what is in flight is cut, or given some time to be answered. The measured time ends before
// it, so that it makes no rate smaller.
public sealed partial class Lane
{
    // When no request began any more, in Stopwatch ticks; 0 where the lane ends at once.
    private long _endedAt;
    private bool _hasEndedSending;

    private void EndTime()
    {
        if (_endedAt != 0 || Plan.Drain <= TimeSpan.Zero || InFlight == 0)
        {
            Stop();
            return;
        }

        _endedAt = Loop.Now;
        NoteConnectionsAtEnd();
        EndSending();
        _watchesIdle = true;
        _drained += Stop;
        Loop.Schedule(_stopTimer, _endedAt + Ticks.Of(Plan.Drain));
        foreach (VirtualUser user in _users)
        {
            user.Deactivate();
        }
    }

    private void EndSending()
    {
        if (_hasEndedSending)
        {
            return;
        }

        _hasEndedSending = true;
        Loop.Cancel(_rateTimer);
        Loop.Cancel(_measureTimer);
        _schedule?.Stop();
        Pacer.Stop();
    }
}
