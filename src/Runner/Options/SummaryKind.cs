namespace Runner.Options;

// What the report in text is: wrk's, or all that is known.
internal enum SummaryKind
{
    /// <summary>All that is known on a terminal, wrk's elsewhere.</summary>
    Auto,
    Wrk,
    Full,
}
