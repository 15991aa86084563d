namespace Runner.Locust.Options;

// Python's levels, which Locust's -L takes.
internal enum LogLevel
{
    Debug,
    Info,
    Warning,
    Error,
    Critical,
}
