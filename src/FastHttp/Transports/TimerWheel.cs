using System;
using System.Diagnostics;
using System.Numerics;

namespace FastHttp.Transports;

/// <summary>
/// A hierarchical timing wheel: four levels of 64 slots, one millisecond a tick, so arming and disarming are O(1)
/// whatever the number of timers. Deadlines beyond the last level (about 4.6 hours) wait in its last slot and are
/// placed again. Single-threaded: owned by its loop.
/// Invariant: a bit in <c>_occupied[level]</c> is set exactly when that slot's list is not empty.
/// </summary>
internal sealed class TimerWheel
{
    private const int LevelBits = 6;
    private const int SlotsPerLevel = 1 << LevelBits;
    private const int SlotMask = SlotsPerLevel - 1;
    private const int Levels = 4;
    private const long Horizon = 1L << (LevelBits * Levels);

    private static readonly long s_timestampsPerTick = Stopwatch.Frequency / 1000;

    private readonly LoopTimer?[] _slots = new LoopTimer?[Levels * SlotsPerLevel];
    private readonly ulong[] _occupied = new ulong[Levels];
    private readonly long _origin;
    private long _tick;
    private int _count;

    /// <param name="origin">The timestamp of tick 0.</param>
    public TimerWheel(long origin) => _origin = origin;

    /// <summary>How many timers are armed.</summary>
    public int Count => _count;

    public void Arm(LoopTimer timer, long timestamp)
    {
        Disarm(timer);

        // Rounded up: a timer may be late by a tick, never early.
        long tick = (timestamp - _origin + s_timestampsPerTick - 1) / s_timestampsPerTick;
        timer.DueTick = Math.Max(tick, _tick + 1);
        Place(timer);
        _count++;
        AssertInvariant();
    }

    public void Disarm(LoopTimer timer)
    {
        if (timer.Slot < 0)
        {
            return;
        }

        Unlink(timer);
        _count--;
        AssertInvariant();
    }

    /// <summary>Runs the timers that are due at <paramref name="now"/>; they may arm and disarm any timer.</summary>
    public void Advance(long now)
    {
        long target = (now - _origin) / s_timestampsPerTick;
        while (_tick < target)
        {
            if (_count == 0)
            {
                _tick = target;
                return;
            }

            // Empty stretches are stepped over at once.
            long next = Math.Min(NextTick(), target);
            _tick = next;
            Cascade(next);
            Fire((int)(next & SlotMask), next);
            AssertInvariant();
        }
    }

    /// <summary>Milliseconds from <paramref name="now"/> to the next tick that may have work; -1 for none.</summary>
    public int MillisecondsToNext(long now)
    {
        if (_count == 0)
        {
            return -1;
        }

        long due = _origin + (NextTick() * s_timestampsPerTick);
        long wait = due - now;
        return wait <= 0 ? 0 : (int)Math.Min((wait + s_timestampsPerTick - 1) / s_timestampsPerTick, int.MaxValue);
    }

    // The next tick at which a slot of the lowest level is due, or an occupied slot of a higher one has to be spread
    // out. A slot at the wheel's own position is a whole round away.
    private long NextTick()
    {
        long next = long.MaxValue;
        for (int level = 0; level < Levels; level++)
        {
            if (_occupied[level] != 0)
            {
                long position = _tick >> (LevelBits * level);
                ulong ahead = BitOperations.RotateRight(_occupied[level], (int)(position & SlotMask) + 1);
                next = Math.Min(next, (position + 1 + BitOperations.TrailingZeroCount(ahead)) << (LevelBits * level));
            }
        }

        return next;
    }

    private void Cascade(long tick)
    {
        for (int level = 1; level < Levels; level++)
        {
            if ((tick & ((1L << (LevelBits * level)) - 1)) != 0)
            {
                return;
            }

            int slot = (level * SlotsPerLevel) + (int)((tick >> (LevelBits * level)) & SlotMask);
            LoopTimer? timer = Take(slot);
            while (timer is not null)
            {
                LoopTimer? next = timer.Next;
                timer.Next = null;
                timer.Previous = null;
                Place(timer);
                timer = next;
            }
        }
    }

    private void Fire(int slot, long tick)
    {
        // One at a time from the head: a timer's own work may disarm its neighbours.
        while (_slots[slot] is { } timer && timer.DueTick <= tick)
        {
            Unlink(timer);
            _count--;
            timer.OnElapsed();
        }
    }

    private void Place(LoopTimer timer)
    {
        long delta = Math.Min(timer.DueTick - _tick, Horizon - 1);
        long due = _tick + Math.Max(delta, 0);
        int level = 0;
        while (level < Levels - 1 && delta >= 1L << (LevelBits * (level + 1)))
        {
            level++;
        }

        int slot = (level * SlotsPerLevel) + (int)((due >> (LevelBits * level)) & SlotMask);
        LoopTimer? head = _slots[slot];
        timer.Slot = slot;
        timer.Previous = null;
        timer.Next = head;
        if (head is not null)
        {
            head.Previous = timer;
        }

        _slots[slot] = timer;
        _occupied[level] |= 1UL << (slot & SlotMask);
    }

    private void Unlink(LoopTimer timer)
    {
        int slot = timer.Slot;
        if (timer.Previous is null)
        {
            _slots[slot] = timer.Next;
            if (timer.Next is null)
            {
                _occupied[slot >> LevelBits] &= ~(1UL << (slot & SlotMask));
            }
        }
        else
        {
            timer.Previous.Next = timer.Next;
        }

        if (timer.Next is not null)
        {
            timer.Next.Previous = timer.Previous;
        }

        timer.Slot = -1;
        timer.Previous = null;
        timer.Next = null;
    }

    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        for (int slot = 0; slot < _slots.Length; slot++)
        {
            bool isMarked = (_occupied[slot >> LevelBits] & (1UL << (slot & SlotMask))) != 0;
            Debug.Assert(isMarked == _slots[slot] is not null, "A bit is set where timers wait.");
        }
    }

    private LoopTimer? Take(int slot)
    {
        LoopTimer? head = _slots[slot];
        _slots[slot] = null;
        _occupied[slot >> LevelBits] &= ~(1UL << (slot & SlotMask));
        return head;
    }
}
