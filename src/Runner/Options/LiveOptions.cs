using System;

namespace Runner.Options;

// What was typed about what is shown while a run goes on. Immutable.
internal sealed record LiveOptions
{
    public static LiveOptions Default { get; } = new();

    public LiveChoice Choice { get; init; }

    /// <summary>A plain line on stderr each time; zero for none.</summary>
    public TimeSpan Progress { get; init; }

    public bool NoColor { get; init; }
}

// What is shown of a run while it goes on.
internal enum LiveChoice
{
    /// <summary>A line where a user looks at stderr, nothing elsewhere.</summary>
    Auto,

    /// <summary>One line, which erases itself.</summary>
    Line,

    /// <summary>A screen of its own.</summary>
    Full,

    /// <summary>Nothing.</summary>
    Off,
}
