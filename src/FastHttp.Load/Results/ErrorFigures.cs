namespace FastHttp.Load.Results;

/// <summary>One reason for which something failed. Immutable.</summary>
public sealed record ErrorFigures
{
    /// <summary>connect, dns, tls, read, write, timeout, reset, parse, script or expect.</summary>
    public required string Kind { get; init; }

    /// <summary>The reason by its name in <c>HttpError</c>; Script for an error of a scenario's script.</summary>
    public required string Code { get; init; }

    /// <summary>The reason in words.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// What the first one was like, at <see cref="FirstS"/>: what the system said, or the start of what could not be
    /// read. Absent where there is nothing to be seen.
    /// </summary>
    public string? Sample { get; init; }

    /// <summary>How often.</summary>
    public required long Count { get; init; }

    /// <summary>When for the first time, in seconds from the start of the measured time.</summary>
    public double? FirstS { get; init; }

    /// <summary>When for the last time.</summary>
    public double? LastS { get; init; }
}
