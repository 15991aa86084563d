using System.Collections.Generic;
using System.Diagnostics;

namespace FastHttp.Load.Users;

// The users of a lane that wait for something to send, the longest waiting first. Invariant: a user stands in it once
// at most, and IsQueued says whether it does. Loop thread only.
internal sealed class IdleUsers
{
    private readonly Queue<VirtualUser> _waiting = new();

    public int Count => _waiting.Count;

    public void Add(VirtualUser user)
    {
        Debug.Assert(!user.IsQueued, "A user waits once.");
        user.IsQueued = true;
        _waiting.Enqueue(user);
    }

    public VirtualUser Take()
    {
        VirtualUser user = _waiting.Dequeue();
        user.IsQueued = false;
        return user;
    }

    // Rare, and the queue is short. The others keep their order.
    public void Remove(VirtualUser user)
    {
        for (int count = _waiting.Count; count > 0; count--)
        {
            VirtualUser waiting = _waiting.Dequeue();
            if (waiting != user)
            {
                _waiting.Enqueue(waiting);
            }
        }

        user.IsQueued = false;
    }
}
