using System;

namespace Runner.Options;

// What was typed after `runner http`: a request in terms of a load, which it is the smallest of, and what is shown of
// the response. Immutable.
internal sealed record HttpOptions
{
    public static HttpOptions Default { get; } = new();

    public CliOptions Load { get; init; } = CliOptions.Default;

    /// <summary>Show status and header fields too.</summary>
    public bool Includes { get; init; }

    /// <summary>Show everything as JSON.</summary>
    public bool IsJson { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
