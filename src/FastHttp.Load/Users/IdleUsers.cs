using System.Collections.Generic;
using System.Diagnostics;

namespace FastHttp.Load.Users;

// The users of a lane that wait for something to send, the longest waiting first. Invariant: a user waits once at most,
// IsQueued says whether it does, and its turn is that of its one entry that counts. Loop thread only.
internal sealed class IdleUsers
{
    // So few entries of users that left cost nothing.
    private const int Slack = 16;

    private readonly Queue<(VirtualUser User, long Turn)> _waiting = new();
    private long _turns;

    public int Count { get; private set; }

    public void Add(VirtualUser user)
    {
        Debug.Assert(!user.IsQueued, "A user waits once.");
        user.IsQueued = true;
        user.IdleTurn = ++_turns;
        _waiting.Enqueue((user, user.IdleTurn));
        Count++;
    }

    public VirtualUser Take()
    {
        VirtualUser user;
        long turn;
        do
        {
            (user, turn) = _waiting.Dequeue();
        }
        while (user.IdleTurn != turn);

        Leave(user);
        return user;
    }

    /// <summary>A user waits no longer; the others keep their order.</summary>
    public void Remove(VirtualUser user)
    {
        // Its entry stays: at the end of a run all leave one by one, and to look for each would take as long as the
        // square of their number.
        Leave(user);
        if (_waiting.Count > (2 * Count) + Slack)
        {
            DropLeft();
        }
    }

    private void Leave(VirtualUser user)
    {
        user.IsQueued = false;
        user.IdleTurn = 0;
        Count--;
    }

    private void DropLeft()
    {
        for (int count = _waiting.Count; count > 0; count--)
        {
            (VirtualUser User, long Turn) entry = _waiting.Dequeue();
            if (entry.User.IdleTurn == entry.Turn)
            {
                _waiting.Enqueue(entry);
            }
        }
    }
}
