using System.Text.Json.Serialization;

namespace FastHttp.Load.Results;

/// <summary>One interval of a run. Latencies are in microseconds. Immutable.</summary>
public sealed record SeriesPoint
{
    /// <summary>The end of the interval, in seconds from the start of the measured time.</summary>
    public required double T { get; init; }

    /// <summary>Requests a second, or connections, that were asked for at that time.</summary>
    public double? Target { get; init; }

    /// <summary>Responses a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Failures of any kind, as in <see cref="RequestFigures.Failed"/>.</summary>
    public required long Errors { get; init; }

    /// <summary>Median, in microseconds, as measured. Latencies are null for an interval without a response.</summary>
    [JsonPropertyName("p50")]
    public long? P50Us { get; init; }

    /// <summary>90th percentile, in microseconds.</summary>
    [JsonPropertyName("p90")]
    public long? P90Us { get; init; }

    /// <summary>99th percentile, in microseconds.</summary>
    [JsonPropertyName("p99")]
    public long? P99Us { get; init; }

    /// <summary>The largest latency, in microseconds.</summary>
    [JsonPropertyName("max")]
    public long? MaxUs { get; init; }

    /// <summary>Bytes received.</summary>
    public long? BytesIn { get; init; }

    /// <summary>Connections that were open at the end of the interval.</summary>
    public long? Conns { get; init; }

    /// <summary>Processor time of the load's threads, in percent of all processors that the process may use.</summary>
    public double? Cpu { get; init; }
}
