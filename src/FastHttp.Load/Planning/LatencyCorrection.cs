namespace FastHttp.Load.Planning;

/// <summary>How latency figures treat requests that a stalled closed loop did not send.</summary>
public enum LatencyCorrection
{
    /// <summary>Put them in afterwards, as wrk always does.</summary>
    Wrk,

    /// <summary>Print what was measured.</summary>
    None,
}
