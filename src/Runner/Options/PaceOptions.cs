using System;
using System.Collections.Generic;
using FastHttp.Load;
using Runner.Options.Values;

namespace Runner.Options;

// What was typed about how much load comes when. Immutable; checked no further than the syntax of each option.
internal sealed record PaceOptions
{
    public static PaceOptions Default { get; } = new();

    /// <summary>Requests a second of the whole run, or null for a closed loop.</summary>
    public RateRange? Rate { get; init; }

    public IReadOnlyList<LoadStage> Stages { get; init; } = [];

    public TimeSpan Warmup { get; init; }

    /// <summary>How long what is in flight at the end may take to be answered; zero cuts it.</summary>
    public TimeSpan Drain { get; init; }

    /// <summary>After how many requests the run ends; null for no such limit.</summary>
    public long? Requests { get; init; }

    public TimeRange Think { get; init; }

    /// <summary>How many requests go out in one batch.</summary>
    public long Pipeline { get; init; } = 1;

    public long Seed { get; init; }

    /// <summary>How many times the whole run takes place.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>With a scenario and a rate, the most users that there may be; 0 for as many as connections.</summary>
    public int MaxUsers { get; init; }

    public bool PrintUncorrected { get; init; }

    public bool BatchLatency { get; init; }

    /// <summary>Whether <c>-d</c> was typed; with <c>-n</c> its default is no limit.</summary>
    public bool IsDurationTyped { get; init; }

    /// <summary>Whether <c>-c</c> was typed; with stages of connections its default is none.</summary>
    public bool AreConnectionsTyped { get; init; }
}
