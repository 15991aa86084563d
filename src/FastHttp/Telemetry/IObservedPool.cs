namespace FastHttp.Telemetry;

/// <summary>A pool, as the instruments read it. Any thread.</summary>
internal interface IObservedPool
{
    /// <summary>Counts of connections and calls.</summary>
    PoolStatistics Statistics { get; }

    /// <summary>Calls that are under way.</summary>
    int PendingCount { get; }

    /// <summary>The attributes of its end point.</summary>
    PeerTags Tags { get; }
}
