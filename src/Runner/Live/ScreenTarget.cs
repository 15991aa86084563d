using System;

namespace Runner.Live;

// What a screen has to know of the run beyond its figures.
internal sealed record ScreenTarget(string Url, int Connections, int Threads, string Transport, int Processors)
{
    /// <summary>What else is to be said of the load, such as the script; empty for nothing.</summary>
    public string Details { get; init; } = "";

    /// <summary>How long requests are sent before the measured time.</summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>How many requests end the run; 0 where that does not end it.</summary>
    public long Requests { get; init; }
}
