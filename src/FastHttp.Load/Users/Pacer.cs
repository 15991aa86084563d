using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Users;

/// <summary>Decides when a user that is ready may send. One for each lane, on its loop.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public abstract class Pacer
{
    /// <summary>Starts the clock, before the first user is ready.</summary>
    /// <param name="start">When the run, or its warm-up, began, in Stopwatch ticks.</param>
    public virtual void Start(long start)
    {
    }

    /// <summary>
    /// The user has an open connection and nothing in flight: it sends now, or when this pacer says so.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="now">The time, in Stopwatch ticks.</param>
    public abstract void Ready(VirtualUser user, long now);

    /// <summary>A pause that the user was sent into is over.</summary>
    public virtual void Elapsed(VirtualUser user, long now) => user.Send(now, now);

    /// <summary>
    /// Returns the earliest time at which a user whose connection attempt failed may try again; now for at once.
    /// </summary>
    public virtual long RetryAt(VirtualUser user, long now) => now;

    /// <summary>The user is ready no longer: its connection ended while it waited.</summary>
    public virtual void Withdraw(VirtualUser user)
    {
    }

    /// <summary>Stops; no user sends any more.</summary>
    public virtual void Stop()
    {
    }
}
