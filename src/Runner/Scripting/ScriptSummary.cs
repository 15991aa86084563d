namespace Runner.Scripting;

// The first argument of done(). Counts are of the whole run.
internal readonly record struct ScriptSummary(
    long DurationMicroseconds,
    long Requests,
    long Bytes,
    long ConnectErrors,
    long ReadErrors,
    long WriteErrors,
    long StatusErrors,
    long Timeouts);
