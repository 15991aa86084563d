using System;
using System.Collections.Generic;

namespace LocustBridge.Statistics;

/// <summary>
/// One row of a report: what happened to one (type, name) since the report before. Owned by the thread that takes the
/// statistics. Times in milliseconds, timestamps in seconds since 1970.
/// </summary>
// Invariant: NumFailures <= NumRequests; MinResponseTime is null exactly when no request was counted.
public sealed class StatsRow
{
    // A disconnected worker goes on counting: seconds older than this many are no use for any chart any more.
    private const int SecondsMax = 300;

    private readonly Dictionary<int, long> _responseTimes = [];
    private readonly SortedDictionary<long, long> _requestsPerSecond = [];
    private readonly SortedDictionary<long, long> _failuresPerSecond = [];

    internal StatsRow(string method, string name)
    {
        Method = method;
        Name = name;
    }

    /// <summary>The Type column.</summary>
    public string Method { get; }

    /// <summary>The Name column.</summary>
    public string Name { get; }

    /// <summary>When the newest request ended; null when there was none.</summary>
    public double? LastRequestTimestamp { get; private set; }

    /// <summary>Requests, failed ones included.</summary>
    public long NumRequests { get; private set; }

    /// <summary>Failed requests.</summary>
    public long NumFailures { get; private set; }

    /// <summary>Sum of all response times.</summary>
    public double TotalResponseTime { get; private set; }

    /// <summary>The slowest response; 0 when there was none.</summary>
    public double MaxResponseTime { get; private set; }

    /// <summary>The fastest response; null when there was none.</summary>
    public double? MinResponseTime { get; private set; }

    /// <summary>Sum of the response bodies' bytes.</summary>
    public long TotalContentLength { get; private set; }

    /// <summary>Requests by rounded response time.</summary>
    public IReadOnlyDictionary<int, long> ResponseTimes => _responseTimes;

    /// <summary>Requests by the second in which they ended.</summary>
    public IReadOnlyDictionary<long, long> RequestsPerSecond => _requestsPerSecond;

    /// <summary>Failures by the second in which they ended.</summary>
    public IReadOnlyDictionary<long, long> FailuresPerSecond => _failuresPerSecond;

    /// <summary>Adds one request, for hosts that keep statistics of their own.</summary>
    /// <param name="elapsedMs">Response time in milliseconds.</param>
    /// <param name="length">Bytes of response body.</param>
    /// <param name="failed">Whether it failed.</param>
    /// <param name="utcTicks">When it ended, as <see cref="DateTime.Ticks"/> of UTC.</param>
    public void AddSample(double elapsedMs, long length, bool failed, long utcTicks)
    {
        elapsedMs = elapsedMs >= 0 ? Math.Min(elapsedMs, 1e12) : 0;
        long failures = failed ? 1 : 0;
        AddWindow(1, failures, elapsedMs, elapsedMs, elapsedMs, Math.Max(0, length), utcTicks);
        AddBucket(ResponseTimeBuckets.KeyOf(ResponseTimeBuckets.IndexOf(elapsedMs)), 1);
        AddSecond((utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond, 1, failures);
    }

    internal void AddWindow(
        long requests, long failures, double totalMs, double minMs, double maxMs, long bytes, long lastUtcTicks)
    {
        if (requests == 0)
        {
            return;
        }

        NumRequests += requests;
        NumFailures += failures;
        TotalResponseTime += totalMs;
        MinResponseTime = Math.Min(MinResponseTime ?? double.PositiveInfinity, minMs);
        MaxResponseTime = Math.Max(MaxResponseTime, maxMs);
        TotalContentLength += bytes;
        double last = (lastUtcTicks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond;
        LastRequestTimestamp = Math.Max(LastRequestTimestamp ?? last, last);
    }

    internal void AddBucket(int key, long count) =>
        _responseTimes[key] = _responseTimes.GetValueOrDefault(key) + count;

    internal void AddSecond(long second, long requests, long failures)
    {
        AddBounded(_requestsPerSecond, second, requests);
        if (failures != 0)
        {
            AddBounded(_failuresPerSecond, second, failures);
        }
    }

    internal void Add(StatsRow other)
    {
        if (other.NumRequests == 0)
        {
            return;
        }

        NumRequests += other.NumRequests;
        NumFailures += other.NumFailures;
        TotalResponseTime += other.TotalResponseTime;
        MinResponseTime = Math.Min(MinResponseTime ?? double.PositiveInfinity, other.MinResponseTime ?? 0);
        MaxResponseTime = Math.Max(MaxResponseTime, other.MaxResponseTime);
        TotalContentLength += other.TotalContentLength;
        LastRequestTimestamp = Math.Max(LastRequestTimestamp ?? 0, other.LastRequestTimestamp ?? 0);
        foreach ((int key, long count) in other._responseTimes)
        {
            AddBucket(key, count);
        }

        foreach ((long second, long count) in other._requestsPerSecond)
        {
            AddBounded(_requestsPerSecond, second, count);
        }

        foreach ((long second, long count) in other._failuresPerSecond)
        {
            AddBounded(_failuresPerSecond, second, count);
        }
    }

    internal void Clear()
    {
        LastRequestTimestamp = null;
        NumRequests = 0;
        NumFailures = 0;
        TotalResponseTime = 0;
        MaxResponseTime = 0;
        MinResponseTime = null;
        TotalContentLength = 0;
        _responseTimes.Clear();
        _requestsPerSecond.Clear();
        _failuresPerSecond.Clear();
    }

    private static void AddBounded(SortedDictionary<long, long> map, long second, long count)
    {
        map[second] = map.GetValueOrDefault(second) + count;
        if (map.Count > SecondsMax)
        {
            using SortedDictionary<long, long>.Enumerator oldest = map.GetEnumerator();
            oldest.MoveNext();
            map.Remove(oldest.Current.Key);
        }
    }
}
