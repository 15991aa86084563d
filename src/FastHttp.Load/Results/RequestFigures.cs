namespace FastHttp.Load.Results;

/// <summary>The requests of the measured time by their fate. Immutable.</summary>
public sealed record RequestFigures
{
    /// <summary>Requests that were sent.</summary>
    public long? Sent { get; init; }

    /// <summary>Requests that were answered, however late and with whatever status.</summary>
    public required long Completed { get; init; }

    /// <summary>
    /// Requests without an answer that could be used, each counted once: the connection failed with them, or could not
    /// be made, or the answer was late, or it was not as expected; without an expectation, its status was 400 or more.
    /// Thresholds on errors read the same count.
    /// </summary>
    public long? Failed { get; init; }

    /// <summary>Requests that were in flight when the run ended.</summary>
    public long? InFlightAtEnd { get; init; }

    /// <summary>Requests that a schedule had due, and that were never sent.</summary>
    public long? Dropped { get; init; }
}
