using System;
using System.Collections.Generic;
using System.Diagnostics;
using FastHttp.Load.Recording;
using FastHttp.Load.Sources;
using FastHttp.Load.Users;
using LocustBridge.RateLimiting;
using LocustBridge.Tasks;

namespace Runner.Locust.Worker;

// When a user of a lane sends next: after its wait time, after its script's delay(), and when the rate limiter that all
// lanes share lets it. The first request waits for neither of the first: Locust's users work first and rest then.
// Lives on the lane's loop.
// Invariant: while a user pauses or is held back, its entry in _due is later than its last send.
internal sealed class LocustPacer : Pacer
{
    // How late a user may be at most when the limiter has something to give again.
    private const int RetryMs = 2;

    private readonly Queue<VirtualUser> _held = new();
    private readonly Lane _lane;
    private readonly RequestSource _source;
    private readonly LocustWait? _wait;
    private readonly LocustRateLimiter? _limiter;
    private readonly bool _isFree;
    private readonly Random _random = new();
    private readonly ActionTimer _timer;
    private long[] _due = new long[16];

    public LocustPacer(Lane lane, LocustWait wait, LocustRateLimiter? limiter)
    {
        _lane = lane;
        _source = lane.Source;
        _wait = wait == LocustWait.None ? null : wait;
        _limiter = limiter;

        // Nothing holds a user back: the hot path of a run at full speed.
        _isFree = _wait is null && limiter is null && _source.IsFixed;
        _timer = new ActionTimer(Release);
    }

    public override void Ready(VirtualUser user, long now)
    {
        if (_isFree)
        {
            user.Send(now, now);
            return;
        }

        long due = DueAt(user, now);
        if (due < 0)
        {
            user.Fail();
        }
        else if (due > now)
        {
            user.Pause(due);
        }
        else
        {
            Elapsed(user, now);
        }
    }

    public override void Elapsed(VirtualUser user, long now)
    {
        if (_limiter is null || (_held.Count == 0 && _limiter.TryAcquire()))
        {
            user.Send(now, now);
            return;
        }

        user.IsQueued = true;
        _held.Enqueue(user);
        Arm(now);
    }

    public override long RetryAt(VirtualUser user, long now)
    {
        if (_wait is null)
        {
            return now;
        }

        ref long due = ref SlotOf(user);
        due = Math.Max(due, now + WaitTicks(TimeSpan.Zero));
        return due;
    }

    // Its place in the queue stays, and is passed over when its turn comes: leaving users may be thousands.
    public override void Withdraw(VirtualUser user) => user.IsQueued = false;

    public override void Stop()
    {
        _held.Clear();
        _lane.Loop.Cancel(_timer);
    }

    // Worked out once for each request, since drawing again after a reconnection would make pauses longer than asked.
    private long DueAt(VirtualUser user, long now)
    {
        ref long due = ref SlotOf(user);
        if (due > user.SentAt && user.SentAt != 0)
        {
            return due;
        }

        int delayMs = _source.NextDelayMs(user.Index);
        if (delayMs < 0)
        {
            return -1;
        }

        long pause = delayMs * Ticks.PerMs;
        if (_wait is not null && user.SentAt != 0)
        {
            pause += WaitTicks(Stopwatch.GetElapsedTime(user.SentAt, now));
        }

        due = now + pause;
        return due;
    }

    private long WaitTicks(TimeSpan taskTime) => Ticks.Of(_wait!.Next(taskTime, _random));

    private ref long SlotOf(VirtualUser user)
    {
        if (user.Index >= _due.Length)
        {
            Array.Resize(ref _due, Math.Max(user.Index + 1, _due.Length * 2));
        }

        return ref _due[user.Index];
    }

    private void Release()
    {
        long now = _lane.Loop.Now;
        while (_held.Count != 0)
        {
            VirtualUser user = _held.Peek();
            if (user.IsQueued && !_limiter!.TryAcquire())
            {
                break;
            }

            _held.Dequeue();
            if (user.IsQueued)
            {
                user.IsQueued = false;
                user.Send(now, now);
            }
        }

        if (_held.Count != 0)
        {
            Arm(now);
        }
    }

    private void Arm(long now)
    {
        if (!_timer.IsArmed)
        {
            _lane.Loop.Schedule(_timer, now + (RetryMs * Ticks.PerMs));
        }
    }
}
