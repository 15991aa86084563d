using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace LocustBridge.Statistics;

// What one lane saw of one row since the last report. Written by the lane's thread while its buffer is current, then
// read and cleared by the reporting thread; StatsLane's hand-over orders the two.
// Invariant: Failures <= Requests; buckets outside [_bucketLow, _bucketHigh] are zero.
internal sealed class EntryWindow
{
    private const int SecondSlots = 16;

    private readonly SecondSlot[] _seconds = new SecondSlot[SecondSlots];
    private int[] _buckets = new int[ResponseTimeBuckets.UsualCount];
    private int _bucketLow = int.MaxValue;
    private int _bucketHigh = -1;
    private double _totalMs;
    private double _minMs = double.PositiveInfinity;
    private double _maxMs;
    private long _bytes;
    private long _lastUtcTicks;
    private List<SecondSlot>? _spilled;

    public long Requests { get; private set; }

    public long Failures { get; private set; }

    public void Add(double elapsedMs, long length, bool failed, long utcTicks)
    {
        Requests++;
        _totalMs += elapsedMs;
        _bytes += length;
        _lastUtcTicks = Math.Max(_lastUtcTicks, utcTicks);
        _minMs = Math.Min(_minMs, elapsedMs);
        _maxMs = Math.Max(_maxMs, elapsedMs);

        int index = ResponseTimeBuckets.IndexOf(elapsedMs);
        if ((uint)index >= (uint)_buckets.Length)
        {
            GrowBuckets(index);
        }

        _buckets[index]++;
        _bucketLow = Math.Min(_bucketLow, index);
        _bucketHigh = Math.Max(_bucketHigh, index);

        // The reporter comes by every second or so: sixteen slots are plenty unless it is held up for long.
        long second = (utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        ref SecondSlot slot = ref _seconds[second & (SecondSlots - 1)];
        if (slot.Second != second)
        {
            Turn(ref slot, second);
        }

        slot.Requests++;
        if (failed)
        {
            slot.Failures++;
            Failures++;
        }

        AssertInvariant();
    }

    public void MoveTo(StatsRow row)
    {
        row.AddWindow(Requests, Failures, _totalMs, _minMs, _maxMs, _bytes, _lastUtcTicks);
        for (int i = _bucketLow; i <= _bucketHigh; i++)
        {
            if (_buckets[i] != 0)
            {
                row.AddBucket(ResponseTimeBuckets.KeyOf(i), _buckets[i]);
                _buckets[i] = 0;
            }
        }

        foreach (ref SecondSlot slot in _seconds.AsSpan())
        {
            if (slot.Requests != 0)
            {
                row.AddSecond(slot.Second, slot.Requests, slot.Failures);
            }

            slot = default;
        }

        if (_spilled is not null)
        {
            foreach (SecondSlot slot in _spilled)
            {
                row.AddSecond(slot.Second, slot.Requests, slot.Failures);
            }

            _spilled = null;
        }

        Requests = 0;
        Failures = 0;
        _totalMs = 0;
        _bytes = 0;
        _lastUtcTicks = 0;
        _minMs = double.PositiveInfinity;
        _maxMs = 0;
        _bucketLow = int.MaxValue;
        _bucketHigh = -1;
        AssertInvariant();
    }

    [Conditional("DEBUG")]
    private void AssertInvariant()
    {
        Debug.Assert(Failures <= Requests, "A failure is a request.");
        for (int index = 0; index < _buckets.Length; index++)
        {
            Debug.Assert(
                _buckets[index] == 0 || (index >= _bucketLow && index <= _bucketHigh), "What is counted is in range.");
        }
    }

    private void GrowBuckets(int index)
    {
        int length = Math.Min(ResponseTimeBuckets.IndexMax + 1, Math.Max(index + 1, _buckets.Length * 2));
        Array.Resize(ref _buckets, length);
    }

    private void Turn(ref SecondSlot slot, long second)
    {
        if (slot.Requests != 0)
        {
            (_spilled ??= []).Add(slot);
        }

        slot = new SecondSlot { Second = second };
    }

    private struct SecondSlot
    {
        public long Second;
        public long Requests;
        public long Failures;
    }
}
