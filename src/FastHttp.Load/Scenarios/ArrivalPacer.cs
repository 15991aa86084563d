using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;

namespace FastHttp.Load.Scenarios;

// Begins iterations on a schedule: iteration k is due when the area under the rate reaches k, whatever the users do.
// One that is due while every user is busy has a user made for it, up to a limit, else it waits for the first that is
// done, and is late. Lives on the lane's loop.
internal sealed class ArrivalPacer : ScenarioPacer
{
    private const int LateMs = 1;

    private readonly IdleUsers _idle = new();
    private readonly ActionTimer _timer;
    private readonly double _share;
    private readonly double _phase;
    private readonly int _mostUsers;
    private LoadShape.Cursor _due;
    private LoadShape.Cursor _begun;
    private int _users;
    private int _coming;
    private long _announced;
    private long _taken;
    private long _start;
    private long _nextDue;

    public ArrivalPacer(Lane lane, ScenarioSource source, RunPlan plan, int index)
        : base(lane, source)
    {
        ScenarioPlan scenario = plan.Scenario!;
        _due = scenario.Rate!.Walk();
        _begun = scenario.Rate.Walk();
        _users = plan.ConnectionsOf(index);
        _share = _users / (double)plan.Connections;
        _phase = index / (double)plan.Lanes;
        _mostUsers = Math.Max(_users, plan.ShareByConnections(scenario.MaxUsers, index));
        _timer = new ActionTimer(BeginWhatIsDue);
    }

    public override void Start(long start)
    {
        _start = start;
        _nextDue = TimeOf(ref _due, 0);
        Arm();
    }

    public override void Ready(VirtualUser user, long now)
    {
        _coming -= Knows(user) || _coming == 0 ? 0 : 1;
        base.Ready(user, now);
    }

    public override void Withdraw(VirtualUser user) => _idle.Remove(user);

    public override void Stop()
    {
        base.Stop();
        Lane.Loop.Cancel(_timer);
        Source.Scenario.Dropped = _announced - _taken;
    }

    protected override void Rest(VirtualUser user, long now)
    {
        if (EndsWithBudget())
        {
            return;
        }

        if (_announced > _taken)
        {
            Begin(user, now);
            return;
        }

        _idle.Add(user);
    }

    private void Begin(VirtualUser user, long now)
    {
        long due = TimeOf(ref _begun, _taken++);
        if (now - due > Ticks.PerMs * LateMs && now >= Lane.MeasureFrom)
        {
            Source.Scenario.RecordLate();
        }

        Source.Begin(user.Index);
        base.Ready(user, now);
    }

    // An iteration that cannot send is none that is due.
    private bool EndsWithBudget()
    {
        if (!Lane.IsBudgetUsedUp)
        {
            return false;
        }

        Lane.OnBudgetUsedUp();
        return true;
    }

    private void BeginWhatIsDue()
    {
        if (EndsWithBudget())
        {
            return;
        }

        long now = Lane.Loop.Now;
        while (!IsStopped && _nextDue <= now)
        {
            _announced++;
            _nextDue = TimeOf(ref _due, _announced);
            if (_idle.Count > 0)
            {
                Begin(_idle.Take(), now);
            }
            else if (_users < _mostUsers && _coming < _announced - _taken)
            {
                _users++;
                _coming++;
                Lane.AddUser();
            }
        }

        Arm();
    }

    private void Arm()
    {
        if (!IsStopped && _nextDue != long.MaxValue)
        {
            Lane.Loop.SchedulePrecise(_timer, _nextDue);
        }
    }

    private long TimeOf(ref LoadShape.Cursor cursor, long iteration)
    {
        double seconds = cursor.TimeOf((iteration + _phase) / _share);
        return double.IsPositiveInfinity(seconds) ? long.MaxValue : _start + Ticks.Of(seconds);
    }
}
