using System;
using System.Collections.Generic;
using System.Linq;
using FastHttp.Load.Users;

namespace Load.Tests.Users;

/// <summary>Users that wait for something to send.</summary>
public sealed class IdleUsersTests
{
    [Fact]
    public void They_are_taken_in_the_order_in_which_they_came_and_know_whether_they_wait()
    {
        using VirtualRun run = new(VirtualRun.Plan(), new VirtualTarget { IsAway = true });
        VirtualUser[] users = [.. Enumerable.Range(0, 4).Select(user => new VirtualUser(run.Engine.Lanes[0], user))];
        IdleUsers idle = new();
        foreach (VirtualUser user in users)
        {
            idle.Add(user);
        }

        Assert.All(users, user => Assert.True(user.IsQueued));
        idle.Remove(users[2]);
        Assert.Equal((3, false), (idle.Count, users[2].IsQueued));
        Assert.Equal([users[0], users[1], users[3]], [idle.Take(), idle.Take(), idle.Take()]);
        Assert.All(users, user => Assert.False(user.IsQueued));
        Assert.Equal(0, idle.Count);
    }

    // Against a list: a user that leaves and comes back waits after all others.
    [Fact]
    public void They_may_leave_and_come_back_in_any_order()
    {
        using VirtualRun run = new(VirtualRun.Plan(), new VirtualTarget { IsAway = true });
        VirtualUser[] users = [.. Enumerable.Range(0, 40).Select(user => new VirtualUser(run.Engine.Lanes[0], user))];
        IdleUsers idle = new();
        List<VirtualUser> expected = [];
        Random random = new(7);
        for (int step = 0; step < 20_000; step++)
        {
            VirtualUser user = users[random.Next(users.Length)];
            if (!user.IsQueued)
            {
                idle.Add(user);
                expected.Add(user);
            }
            else if (random.Next(4) == 0)
            {
                Assert.Same(expected[0], idle.Take());
                expected.RemoveAt(0);
            }
            else
            {
                idle.Remove(user);
                expected.Remove(user);
            }

            Assert.Equal(expected.Count, idle.Count);
            Assert.Equal(expected.Contains(user), user.IsQueued);
        }

        Assert.NotEmpty(expected);
        Assert.All(expected, user => Assert.Same(user, idle.Take()));
        Assert.All(users, user => Assert.False(user.IsQueued));
    }
}
