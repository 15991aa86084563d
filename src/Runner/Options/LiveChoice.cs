namespace Runner.Options;

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
