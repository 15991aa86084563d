using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Users;

// Activates and deactivates a lane's users so that their number follows a shape. Lives on the lane's loop.
internal sealed class UserSchedule
{
    // Fine enough that a ramp of a thousand users in ten seconds moves one at a time.
    private const int StepMs = 10;

    private readonly Lane _lane;
    private readonly int _index;
    private readonly LoadShape _shape;
    private readonly VirtualUser[] _users;
    private readonly ActionTimer _timer;
    private long _start;
    private int _active;

    /// <param name="lane">Whose users come and go.</param>
    /// <param name="index">The number of the lane.</param>
    /// <param name="shape">Users of the whole run.</param>
    /// <param name="users">The lane's.</param>
    public UserSchedule(Lane lane, int index, LoadShape shape, VirtualUser[] users)
    {
        _lane = lane;
        _index = index;
        _shape = shape;
        _users = users;
        _timer = new ActionTimer(Step);
    }

    public void Start(long start)
    {
        _start = start;
        Step();
    }

    public void Stop() => _lane.Loop.Cancel(_timer);

    private void Step()
    {
        long now = _lane.Loop.Now;
        double level = _shape.LevelAt(Ticks.ToSeconds(now - _start));

        // Rounded for the run as a whole, or shares of less than half a user would be lost.
        int users = (int)Math.Round(level, MidpointRounding.AwayFromZero);
        int target = Math.Min(_users.Length, _lane.Plan.ShareOf(users, _index));
        for (; _active < target && !_lane.IsStopped; _active++)
        {
            _users[_active].Activate();
        }

        for (; _active > target; _active--)
        {
            _users[_active - 1].Deactivate();
        }

        if (!_lane.IsStopped)
        {
            _lane.Loop.Schedule(_timer, now + (StepMs * Ticks.PerMs));
        }
    }
}
