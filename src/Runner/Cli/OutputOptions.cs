namespace Runner.Cli;

// What was typed about results beside the report. Immutable; files have not been looked at.
internal sealed record OutputOptions
{
    public static OutputOptions Default { get; } = new();

    /// <summary>Where the result document goes: a file, or "-" for stdout, which is then for nothing else.</summary>
    public string? JsonPath { get; init; }

    /// <summary>Where the results go as a page, in the same way.</summary>
    public string? HtmlPath { get; init; }
}
