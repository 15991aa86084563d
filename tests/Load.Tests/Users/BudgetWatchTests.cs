using FastHttp.Load.Planning;
using FastHttp.Load.Recording;
using FastHttp.Load.Users;

namespace Load.Tests.Users;

/// <summary>When a lane that only its number of requests ends is given up.</summary>
public sealed class BudgetWatchTests
{
    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0, true, false)]
    [InlineData(1, true, false)]
    [InlineData(1, false, true)]
    public void It_is_needed_where_nothing_but_a_number_of_requests_ends_the_run(
        long requests, bool hasTimeLimit, bool isNeeded)
    {
        RunPlan plan = VirtualRun.Plan(new LoadModel { Requests = requests }) with { HasTimeLimit = hasTimeLimit };

        Assert.Equal(isNeeded, BudgetWatch.IsNeeded(plan));
    }

    // The time is given in milliseconds, beside what is left of the budget; the limit is 2000 ms.
    [Theory]
    [InlineData(2, "0:1 2000:1 2001:1", "true true false")]
    [InlineData(1, "0:1 2000:1 2001:1", "true true false")]
    [InlineData(2, "0:9 1500:8 3500:8 3501:8", "true true true false")]
    [InlineData(0, "0:9 2001:9 9000:9", "true true true")]
    public void It_gives_up_when_no_active_user_has_shown_life_for_as_long_as_the_limit(
        int active, string looks, string expected)
    {
        RunPlan plan = VirtualRun.Plan(connections: 2);
        using VirtualRun run = new(plan, new VirtualTarget { IsAway = true });
        Lane lane = run.Engine.Lanes[0];
        VirtualUser[] users = [new(lane, 0), new(lane, 1), new(lane, 2)];
        for (int user = 0; user < active; user++)
        {
            users[user].Activate();
        }

        BudgetWatch watch = new(plan, users);
        string seen = "";
        foreach (string look in looks.Split(' '))
        {
            string[] parts = look.Split(':');
            long now = lane.Loop.Now + (long.Parse(parts[0], null) * Ticks.PerMs);
            seen += watch.Look(now, long.Parse(parts[1], null)) ? " true" : " false";
        }

        Assert.Equal(expected, seen.TrimStart());
    }
}
