using System;

namespace FastHttp.Load;

// A time, or a range from which times are drawn.
internal readonly record struct TimeRange(TimeSpan Shortest, TimeSpan Longest);
