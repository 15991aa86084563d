using System;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;

namespace FastHttp.Load.Scenarios;

// Has users do what their scripts say: send, wait, or end. Also gives up requests that take longer than they may. Lives
// on the lane's loop.
internal class ScenarioPacer : Pacer
{
    // How much later than its time limit a request may be given up.
    private const int TickMs = 10;

    private readonly Lane _lane;
    private readonly ScenarioSource _source;
    private readonly ActionTimer _timer;
    private VirtualUser?[] _users = new VirtualUser[16];
    private bool _isStopped;

    public ScenarioPacer(Lane lane, ScenarioSource source)
    {
        _lane = lane;
        _source = source;
        source.Returned = Return;
        _timer = new ActionTimer(GiveUpOverdue);
    }

    protected Lane Lane => _lane;

    protected ScenarioSource Source => _source;

    protected bool IsStopped => _isStopped;

    public override void Ready(VirtualUser user, long now)
    {
        if (user.Index >= _users.Length)
        {
            Array.Resize(ref _users, Math.Max(user.Index + 1, _users.Length * 2));
        }

        _users[user.Index] = user;
        if (!_timer.IsArmed && !_isStopped)
        {
            _lane.Loop.Schedule(_timer, now + (TickMs * Ticks.PerMs));
        }

        switch (_source.Advance(user.Index, now, out long until))
        {
            case ScenarioStep.Send:
                user.Send(now, now);
                break;
            case ScenarioStep.Pause when _source.HasDoneNothing(user.Index) && !_lane.TryTakeRequest(now):
                user.Deactivate();
                _lane.OnBudgetUsedUp();
                break;
            case ScenarioStep.Pause:
                user.Pause(until);
                break;
            case ScenarioStep.Rest:
                Rest(user, now);
                break;
            case ScenarioStep.Wait:
                break;
            default:
                user.Fail();
                break;
        }
    }

    /// <summary>A user has nothing to do until it is told to begin.</summary>
    protected virtual void Rest(VirtualUser user, long now)
    {
    }

    /// <summary>Whether a user has been here before.</summary>
    protected bool Knows(VirtualUser user) => user.Index < _users.Length && _users[user.Index] is not null;

    public override void Elapsed(VirtualUser user, long now) => Ready(user, now);

    public override long RetryAt(VirtualUser user, long now) => _source.WakeAt(user.Index, now);

    public override void Stop()
    {
        _isStopped = true;
        _lane.Loop.Cancel(_timer);
    }

    // A user goes on by itself. Without a connection, it does when it has one.
    private void Return(int user, long now)
    {
        if (!_isStopped && _users[user] is { IsActive: true, IsConnected: true } known)
        {
            Ready(known, now);
        }
    }

    private void GiveUpOverdue()
    {
        long now = _lane.Loop.Now;
        for (int user = _source.FindOverdue(now, 0); user >= 0; user = _source.FindOverdue(now, user + 1))
        {
            _users[user]?.CutOverdue(long.MaxValue);
        }

        if (!_isStopped)
        {
            _lane.Loop.Schedule(_timer, now + (TickMs * Ticks.PerMs));
        }
    }
}
