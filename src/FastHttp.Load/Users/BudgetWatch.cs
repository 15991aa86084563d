using System;
using FastHttp.Load.Planning;
using FastHttp.Load.Recording;

namespace FastHttp.Load.Users;

// Sees to it that a run ends which only its number of requests ends: requests without an answer are given up when they
// are older than the time limit, and the lane when it has had no connection, and sent nothing, for as long. Looks
// every tick; lives on the lane's loop.
internal sealed class BudgetWatch
{
    // A limit that makes every response a timeout still leaves them the time to come.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);

    private readonly VirtualUser[] _users;
    private readonly bool _givesUpRequests;
    private readonly long _requestLimit;
    private readonly long _connectLimit;
    private long _budgetLeft = -1;
    private long _aliveAt;

    public BudgetWatch(RunPlan plan, VirtualUser[] users)
    {
        TimeSpan limit = plan.Timeout > s_shortest ? plan.Timeout : s_shortest;
        TimeSpan connecting = plan.ConnectTimeout is { } time && time > limit ? time : limit;
        _users = users;

        // Requests of a scenario have limits of their own, and their pacer sees to them.
        _givesUpRequests = plan.Scenario is null;
        _requestLimit = Ticks.Of(limit);
        _connectLimit = Ticks.Of(connecting);
    }

    public static bool IsNeeded(RunPlan plan) => plan.Load.Requests > 0 && !plan.HasTimeLimit;

    /// <summary>Gives up what is too old.</summary>
    /// <param name="now">The time, in Stopwatch ticks.</param>
    /// <param name="budgetLeft">What the lane has left of its portion; that it changes is a sign of life.</param>
    /// <returns>False when the target cannot be reached any more.</returns>
    public bool Look(long now, long budgetLeft)
    {
        bool isAlive = budgetLeft != _budgetLeft;
        bool isWanted = false;
        foreach (VirtualUser user in _users)
        {
            if (_givesUpRequests)
            {
                user.GiveUpIfOlder(now - _requestLimit);
            }

            isWanted |= user.IsActive;
            isAlive |= user.IsConnected;
        }

        _budgetLeft = budgetLeft;
        if (isAlive || !isWanted)
        {
            _aliveAt = now;
        }

        return now - _aliveAt <= _connectLimit;
    }
}
