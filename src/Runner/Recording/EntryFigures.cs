namespace Runner.Recording;

// The totals of one named request. What was sent and not answered failed, or was under way at the end.
internal sealed record EntryFigures(string Name, long Sent, long StatusErrors, Distribution Latency)
{
    /// <summary>The method, where it is no part of the name.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// Requests that failed for want of an answer, or of a connection; null where that is known of the run alone.
    /// </summary>
    public long? Unanswered { get; init; }

    public long Completed => Latency.Count;
}
