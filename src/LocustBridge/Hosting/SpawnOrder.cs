using System;
using System.Collections.Generic;

namespace LocustBridge;

/// <summary>What the master wants to run here from now on. Immutable.</summary>
public sealed class SpawnOrder
{
    // What a host calls its only class where it has no name for it.
    internal const string AnyClass = "default";

    // A timer takes no more than 49 days.
    internal static readonly TimeSpan LongestStopTimeout = TimeSpan.FromDays(1);

    private SpawnOrder(double timestamp, IReadOnlyDictionary<string, int> masterClasses, LocustValue data)
    {
        Timestamp = timestamp;
        MasterClasses = masterClasses;
        Users = masterClasses;
        string? host = data["host"].AsText();
        Host = string.IsNullOrEmpty(host) ? null : host;
        double stop = data["stop_timeout"].AsDouble(0);
        StopTimeout = stop > 0
            ? TimeSpan.FromSeconds(Math.Min(stop, LongestStopTimeout.TotalSeconds))
            : TimeSpan.Zero;
        Options = data["parsed_options"];
    }

    private SpawnOrder(SpawnOrder order, IReadOnlyDictionary<string, int> users, bool isFirst)
    {
        Timestamp = order.Timestamp;
        MasterClasses = order.MasterClasses;
        Users = users;
        Host = order.Host;
        StopTimeout = order.StopTimeout;
        Options = order.Options;
        IsFirst = isFirst;
    }

    /// <summary>The users that shall run, by user class of the host: absolute numbers, zeros included.</summary>
    public IReadOnlyDictionary<string, int> Users { get; }

    /// <summary>The same, by class of the master's locustfile.</summary>
    public IReadOnlyDictionary<string, int> MasterClasses { get; }

    /// <summary>The target host typed into the web page or given to the master; null when there is none.</summary>
    public string? Host { get; }

    /// <summary>How long users may go on to end what they do when the test stops.</summary>
    public TimeSpan StopTimeout { get; }

    /// <summary>The master's command line options, custom ones included, as a map.</summary>
    public LocustValue Options { get; }

    /// <summary>The master's clock when it sent the order, in seconds since 1970.</summary>
    public double Timestamp { get; }

    /// <summary>Whether this begins a test; statistics were cleared for it.</summary>
    public bool IsFirst { get; }

    /// <summary>All users together.</summary>
    public int UserCount
    {
        get
        {
            int sum = 0;
            foreach (int count in Users.Values)
            {
                sum += count;
            }

            return sum;
        }
    }

    /// <summary>An order without a master, for running locally.</summary>
    /// <param name="users">Users by class.</param>
    /// <param name="host">The target host.</param>
    /// <param name="isFirst">Whether it begins a test.</param>
    public static SpawnOrder Local(IReadOnlyDictionary<string, int> users, string? host, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(users);
        return new SpawnOrder(new SpawnOrder(0, users, LocustValue.MapOf(("host", host))), users, isFirst);
    }

    // False when the one key that matters is missing or senseless.
    internal static bool TryParse(LocustValue data, out SpawnOrder order)
    {
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (KeyValuePair<LocustValue, LocustValue> pair in data["user_classes_count"].Pairs)
        {
            if (pair.Key.AsText() is string name)
            {
                classes[name] = (int)Math.Clamp(pair.Value.AsInt64(0), 0, 10_000_000);
            }
        }

        order = new SpawnOrder(data["timestamp"].AsDouble(0), classes, data);
        return data["user_classes_count"].Kind == LocustValueKind.Map;
    }

    internal SpawnOrder For(IReadOnlyDictionary<string, int> users, bool isFirst) => new(this, users, isFirst);
}
