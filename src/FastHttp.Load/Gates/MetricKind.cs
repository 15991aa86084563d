using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Gates;

/// <summary>What a threshold can be about. The unit of each is in ThresholdMetric.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum MetricKind
{
    /// <summary>A percentile of the latency.</summary>
    Percentile,

    /// <summary>The mean latency.</summary>
    Mean,

    /// <summary>The smallest latency.</summary>
    Minimum,

    /// <summary>The largest latency.</summary>
    Maximum,

    /// <summary>Failed requests, of all that ended.</summary>
    ErrorRate,

    /// <summary>Failed requests.</summary>
    Errors,

    /// <summary>Requests whose answer came late, or never.</summary>
    Timeouts,

    /// <summary>Answers.</summary>
    Requests,

    /// <summary>Answers a second.</summary>
    Rate,

    /// <summary>What was answered, of what the schedule wanted.</summary>
    RateRatio,

    /// <summary>Answers with one status, or of one class.</summary>
    Status,

    /// <summary>Answers that were not what --expect-status and --expect-body say.</summary>
    Unexpected,

    /// <summary>A scenario's checks that held, of all that were made.</summary>
    Checks,

    /// <summary>Iterations of a scenario that came to their end.</summary>
    Iterations,

    /// <summary>Iterations of a scenario that an error of the script ended.</summary>
    FailedIterations,
}
