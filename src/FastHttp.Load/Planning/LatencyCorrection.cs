namespace FastHttp.Load.Planning;

// How the printed latency figures treat requests that a stalled closed loop did not send.
internal enum LatencyCorrection
{
    /// <summary>Put them in afterwards, as wrk always does.</summary>
    Wrk,

    /// <summary>Print what was measured.</summary>
    None,
}
