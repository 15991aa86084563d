namespace FastHttp.Load.Gates;

// What a limit is given in.
internal enum MetricUnit
{
    /// <summary>A time; held in µs.</summary>
    Time,

    /// <summary>A share of a whole, from 0 to 1.</summary>
    Share,

    /// <summary>A number; with a percent sign, the share that it is of all answers.</summary>
    Count,

    /// <summary>A number a second.</summary>
    Rate,
}
