namespace Runner.Cli;

// What the report in text is: wrk's, or all that is known.
internal enum SummaryKind
{
    Wrk,
    Full,
}
