using System;
using FastHttp.Load.Recording;

namespace FastHttp.Load;

/// <summary>A distribution of latencies; all zero where there is none. Immutable.</summary>
public sealed class LoadLatency
{
    private readonly Distribution _values;

    internal LoadLatency(Distribution values) => _values = values;

    /// <summary>How many there are.</summary>
    public long Count => _values.Count;

    /// <summary>The smallest.</summary>
    public TimeSpan Minimum => Count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_values.Minimum);

    /// <summary>The mean.</summary>
    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_values.Mean);

    /// <summary>The standard deviation.</summary>
    public TimeSpan StandardDeviation =>
        Count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_values.StandardDeviation);

    /// <summary>The largest.</summary>
    public TimeSpan Maximum => TimeSpan.FromMicroseconds(_values.Maximum);

    /// <summary>The median.</summary>
    public TimeSpan P50 => At(50);

    /// <summary>90 % took no longer.</summary>
    public TimeSpan P90 => At(90);

    /// <summary>99 % took no longer.</summary>
    public TimeSpan P99 => At(99);

    /// <summary>99.9 % took no longer.</summary>
    public TimeSpan P999 => At(99.9);

    /// <summary>Returns the latency that a percentage of the answers did not exceed.</summary>
    public TimeSpan At(double percent) =>
        Count == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_values.Percentile(percent));
}
