using System;
using System.Threading;

namespace FastHttp.Load.Users;

// How many requests the run may still send: shared by the lanes, who take from it in portions so that they seldom meet.
internal sealed class RequestBudget
{
    private readonly long _portion;
    private long _left;

    /// <param name="requests">Requests of the whole run.</param>
    /// <param name="users">Users that will take them; a portion is small against what each of them sends.</param>
    public RequestBudget(long requests, int users)
    {
        _left = requests;
        _portion = Math.Clamp(requests / (users * 16L), 1, 1024);
    }

    /// <summary>Whether every portion has been taken. Any thread.</summary>
    public bool IsUsedUp => Volatile.Read(ref _left) <= 0;

    /// <summary>Takes a portion, less near the end; 0 when nothing is left. Any thread.</summary>
    public long Take()
    {
        long after = Interlocked.Add(ref _left, -_portion);
        return Math.Max(0, Math.Min(_portion, after + _portion));
    }
}
