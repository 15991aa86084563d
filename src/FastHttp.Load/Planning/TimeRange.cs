using System;

namespace FastHttp.Load;

/// <summary>A time, or a range from which times are drawn evenly.</summary>
/// <param name="Shortest">The shortest of them.</param>
/// <param name="Longest">The longest of them.</param>
public readonly record struct TimeRange(TimeSpan Shortest, TimeSpan Longest)
{
    /// <summary>Makes a range of one time.</summary>
    public static implicit operator TimeRange(TimeSpan time) => FromTimeSpan(time);

    /// <summary>Makes a range of one time.</summary>
    public static TimeRange FromTimeSpan(TimeSpan time) => new(time, time);
}
