namespace FastHttp.Load.Results;

/// <summary>How many samples have about the same latency.</summary>
/// <param name="Us">That latency in microseconds, within 1 %.</param>
/// <param name="Count">Samples.</param>
public readonly record struct LatencyCount(long Us, long Count);
