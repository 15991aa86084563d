using System;
using System.Collections.Generic;
using LocustBridge.Statistics;

namespace LocustBridge.Outputs;

/// <summary>
/// One row as a Locust master shows it. Immutable. Times in milliseconds; rates per second.
/// </summary>
// The formulas are the master's own (locust/stats.py, 2.12.1): what is printed here agrees with its page.
public sealed class SnapshotRow
{
    private readonly KeyValuePair<int, long>[] _buckets;

    // Rates are over the time of the whole test, up to the newest request of any row: a row that was not asked for in a
    // while has slowed down.
    internal SnapshotRow(StatsRow row, double startTime, double last, bool keepsSeconds)
    {
        StartTime = startTime;
        LastRequestTimestamp = row.LastRequestTimestamp;
        if (keepsSeconds)
        {
            RequestsPerSecond = [.. row.RequestsPerSecond];
            FailuresPerSecond = [.. row.FailuresPerSecond];
        }

        Method = row.Method;
        Name = row.Name;
        NumRequests = row.NumRequests;
        NumFailures = row.NumFailures;
        TotalContentLength = row.TotalContentLength;
        TotalResponseTime = row.TotalResponseTime;
        Min = row.MinResponseTime ?? 0;
        Max = row.MaxResponseTime;
        _buckets = new KeyValuePair<int, long>[row.ResponseTimes.Count];
        int i = 0;
        foreach (KeyValuePair<int, long> bucket in row.ResponseTimes)
        {
            _buckets[i++] = bucket;
        }

        Array.Sort(_buckets, static (a, b) => a.Key.CompareTo(b.Key));
        CurrentRps = CurrentRate(row.RequestsPerSecond, startTime, last);
        CurrentFailuresPerSecond = CurrentRate(row.FailuresPerSecond, startTime, last);
        TotalRps = last > startTime ? NumRequests / (last - startTime) : 0;
        TotalFailuresPerSecond = last > startTime ? NumFailures / (last - startTime) : 0;
    }

    /// <summary>The Type column.</summary>
    public string Method { get; }

    /// <summary>The Name column.</summary>
    public string Name { get; }

    /// <summary>When the test began, in seconds since 1970.</summary>
    public double StartTime { get; }

    /// <summary>When the newest request ended, in seconds since 1970; null when there was none.</summary>
    public double? LastRequestTimestamp { get; }

    /// <summary>Requests by rounded response time, in its order.</summary>
    public IReadOnlyList<KeyValuePair<int, long>> ResponseTimes => _buckets;

    /// <summary>
    /// Requests by the second in which they ended, as of the newest five minutes; empty but for a run's last snapshot.
    /// </summary>
    public IReadOnlyList<KeyValuePair<long, long>> RequestsPerSecond { get; } = [];

    /// <summary>The same for failures.</summary>
    public IReadOnlyList<KeyValuePair<long, long>> FailuresPerSecond { get; } = [];

    /// <summary>Requests, failed ones included.</summary>
    public long NumRequests { get; }

    /// <summary>Failed requests.</summary>
    public long NumFailures { get; }

    /// <summary>Sum of the response bodies' bytes.</summary>
    public long TotalContentLength { get; }

    /// <summary>Sum of all response times.</summary>
    public double TotalResponseTime { get; }

    /// <summary>The fastest response.</summary>
    public double Min { get; }

    /// <summary>The slowest response.</summary>
    public double Max { get; }

    /// <summary>The mean of the seconds from twelve to three before the newest request of any row.</summary>
    public double CurrentRps { get; }

    /// <summary>The same for failures.</summary>
    public double CurrentFailuresPerSecond { get; }

    /// <summary>Requests over the time from the test's begin to the newest request of any row.</summary>
    public double TotalRps { get; }

    /// <summary>The same for failures.</summary>
    public double TotalFailuresPerSecond { get; }

    /// <summary>Mean response time.</summary>
    public double Average => NumRequests == 0 ? 0 : TotalResponseTime / NumRequests;

    /// <summary>Mean bytes of a response body.</summary>
    public double AverageContentLength => NumRequests == 0 ? 0 : (double)TotalContentLength / NumRequests;

    /// <summary>Failed requests over requests, 0 to 1.</summary>
    public double FailRatio => NumRequests == 0 ? 0 : (double)NumFailures / NumRequests;

    /// <summary>
    /// The lower median of the rounded response times, not beyond <see cref="Min"/> and <see cref="Max"/>.
    /// </summary>
    public double Median
    {
        get
        {
            double position = (NumRequests - 1) / 2.0;
            foreach ((int key, long count) in _buckets)
            {
                if (position < count)
                {
                    return Math.Clamp(key, Min, Max);
                }

                position -= count;
            }

            return 0;
        }
    }

    /// <summary>The rounded response time that this share of the requests did not exceed.</summary>
    /// <param name="share">0 to 1; 0.5 is close to the median, yet not the same.</param>
    public int Percentile(double share)
    {
        long target = (long)(NumRequests * share);
        long added = 0;
        for (int i = _buckets.Length - 1; i >= 0; i--)
        {
            added += _buckets[i].Value;
            if (NumRequests - added <= target)
            {
                return _buckets[i].Key;
            }
        }

        return 0;
    }

    /// <summary>The same for the requests since an earlier snapshot.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="earlier">The same row then; null where there was none yet.</param>
    public int Percentile(double share, SnapshotRow? earlier)
    {
        // A run that has begun anew since has fewer than it had.
        long requests = NumRequests - (earlier?.NumRequests ?? 0);
        if (earlier is null || requests < 0)
        {
            return Percentile(share);
        }

        long target = (long)(requests * share);
        long added = 0;
        int before = earlier._buckets.Length - 1;
        for (int i = _buckets.Length - 1; i >= 0 && requests != 0; i--)
        {
            while (before >= 0 && earlier._buckets[before].Key > _buckets[i].Key)
            {
                before--;
            }

            bool isBoth = before >= 0 && earlier._buckets[before].Key == _buckets[i].Key;
            long count = _buckets[i].Value - (isBoth ? earlier._buckets[before].Value : 0);
            added += count;
            if (count > 0 && requests - added <= target)
            {
                return _buckets[i].Key;
            }
        }

        return 0;
    }

    private static double CurrentRate(IReadOnlyDictionary<long, long> perSecond, double startTime, double last)
    {
        long from = Math.Max((long)last - 12, (long)startTime);
        long to = (long)last - 2;
        if (to <= from)
        {
            return 0;
        }

        long sum = 0;
        for (long second = from; second < to; second++)
        {
            sum += perSecond.TryGetValue(second, out long count) ? count : 0;
        }

        return (double)sum / (to - from);
    }
}
