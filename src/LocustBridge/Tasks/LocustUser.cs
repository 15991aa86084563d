using System;
using System.Threading;
using LocustBridge.Statistics;

namespace LocustBridge.Tasks;

/// <summary>
/// One simulated user, as its own tasks see it. Used by one task at a time; the recording methods by any thread.
/// </summary>
public sealed class LocustUser
{
    internal LocustUser(
        LocustUserClass userClass, int id, string? host, LocustStatistics statistics, CancellationToken stopping)
    {
        Class = userClass;
        Id = id;
        Host = host;
        Statistics = statistics;
        Stopping = stopping;
        Random = new Random();
    }

    /// <summary>What kind of user this is.</summary>
    public LocustUserClass Class { get; }

    /// <summary>Its number: unique among the users this host has ever run.</summary>
    public int Id { get; }

    /// <summary>The target host of the test, from the web page or the master's command line.</summary>
    public string? Host { get; internal set; }

    /// <summary>Whatever the user's tasks want to keep between them, such as a session.</summary>
    public object? State { get; set; }

    /// <summary>The user's own source of chance.</summary>
    public Random Random { get; }

    /// <summary>Cancelled when the user must end at once; tasks should hand it to what they wait for.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Where this user records.</summary>
    public LocustStatistics Statistics { get; }

    /// <summary>Counts a request that succeeded.</summary>
    /// <param name="type">The Type column, such as the method.</param>
    /// <param name="name">The Name column, such as the path.</param>
    /// <param name="elapsed">Response time.</param>
    /// <param name="length">Bytes of response body.</param>
    public void RecordSuccess(string type, string name, TimeSpan elapsed, long length) =>
        Statistics.RecordSuccess(type, name, elapsed, length);

    /// <summary>Counts a request that failed; it counts among the requests too.</summary>
    /// <param name="type">The Type column, such as the method.</param>
    /// <param name="name">The Name column, such as the path.</param>
    /// <param name="elapsed">Response time.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="length">Bytes of response body, if there was any.</param>
    public void RecordFailure(string type, string name, TimeSpan elapsed, string error, long length = 0) =>
        Statistics.RecordFailure(type, name, elapsed, error, length);
}
