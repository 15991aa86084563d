using System.Collections.Generic;

namespace Runner.Results;

/// <summary>The figures of one named request. Immutable.</summary>
public sealed record GroupFigures
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Its method.</summary>
    public string? Method { get; init; }

    /// <summary>How often it comes, beside the others.</summary>
    public double? Weight { get; init; }

    /// <summary>Its requests by their fate.</summary>
    public required RequestFigures Requests { get; init; }

    /// <summary>Its responses a second.</summary>
    public double? Rate { get; init; }

    /// <summary>Its latency.</summary>
    public LatencyFigures? Latency { get; init; }

    /// <summary>Its responses by status code.</summary>
    public IReadOnlyDictionary<string, long>? Status { get; init; }

    /// <summary>What went wrong with it.</summary>
    public IReadOnlyList<ErrorFigures>? Errors { get; init; }
}
