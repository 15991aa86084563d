using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace FastHttp.Load.Results;

/// <summary>A distribution of times, in microseconds. Immutable.</summary>
public sealed record LatencyFigures
{
    /// <summary>The unit of every figure here: us.</summary>
    public string Unit { get; init; } = "us";

    /// <summary>Whether what coordinated omission has hidden is part of it.</summary>
    public bool? Corrected { get; init; }

    /// <summary>Samples. With none, nothing that follows is there.</summary>
    public required long Count { get; init; }

    /// <summary>The smallest.</summary>
    public long? Min { get; init; }

    /// <summary>The mean.</summary>
    public double? Mean { get; init; }

    /// <summary>Standard deviation of the sample.</summary>
    public double? Stdev { get; init; }

    /// <summary>The largest.</summary>
    public long? Max { get; init; }

    /// <summary>The median.</summary>
    public long? P50 { get; init; }

    /// <summary>75th percentile.</summary>
    public long? P75 { get; init; }

    /// <summary>90th percentile.</summary>
    public long? P90 { get; init; }

    /// <summary>95th percentile.</summary>
    public long? P95 { get; init; }

    /// <summary>99th percentile.</summary>
    public long? P99 { get; init; }

    /// <summary>99.9th percentile.</summary>
    [JsonPropertyName("p99_9")]
    public long? P999 { get; init; }

    /// <summary>99.99th percentile.</summary>
    [JsonPropertyName("p99_99")]
    public long? P9999 { get; init; }

    /// <summary>99.999th percentile.</summary>
    [JsonPropertyName("p99_999")]
    public long? P99999 { get; init; }

    /// <summary>The percentiles that were asked for, by their number.</summary>
    public IReadOnlyDictionary<string, long>? Percentiles { get; init; }

    /// <summary>Every sample: an HdrHistogram in its V2 compressed encoding, in base64.</summary>
    public string? Histogram { get; init; }
}

/// <summary>How many samples have about the same latency.</summary>
/// <param name="Us">That latency in microseconds, within 1 %.</param>
/// <param name="Count">Samples.</param>
public readonly record struct LatencyCount(long Us, long Count);
