using System;
using FastHttp.Load.Recording;

namespace Runner;

/// <summary>The figures of a <see cref="LoadRun"/>. Immutable.</summary>
public sealed class LoadRunResult
{
    private readonly Distribution _latency;

    private LoadRunResult(RunSnapshot run, Distribution latency)
    {
        _latency = latency;
        Runtime = TimeSpan.FromMicroseconds(run.RuntimeUs);
        Completed = run.Completed;
        BytesRead = run.BytesRead;
        StatusErrors = run.StatusErrors;
        ConnectErrors = run.ConnectErrors;
        ReadErrors = run.ReadErrors;
        WriteErrors = run.WriteErrors;
        Timeouts = run.Timeouts;
        Late = run.Late;
    }

    /// <summary>How long was measured.</summary>
    public TimeSpan Runtime { get; }

    /// <summary>Responses.</summary>
    public long Completed { get; }

    /// <summary>Bytes received.</summary>
    public long BytesRead { get; }

    /// <summary>Responses with a status above 399.</summary>
    public long StatusErrors { get; }

    /// <summary>Connections that could not be made.</summary>
    public long ConnectErrors { get; }

    /// <summary>Connections that ended without the response that was due.</summary>
    public long ReadErrors { get; }

    /// <summary>Requests that could not be written.</summary>
    public long WriteErrors { get; }

    /// <summary>Responses that took longer than the limit, or never came.</summary>
    public long Timeouts { get; }

    /// <summary>With a rate, requests that were sent more than a millisecond after they were due.</summary>
    public long Late { get; }

    /// <summary>Responses a second.</summary>
    public double RequestsPerSecond => Runtime == TimeSpan.Zero ? 0 : Completed / Runtime.TotalSeconds;

    /// <summary>The mean latency.</summary>
    public TimeSpan MeanLatency => TimeSpan.FromMicroseconds(_latency.Mean);

    /// <summary>The largest latency.</summary>
    public TimeSpan MaximumLatency => TimeSpan.FromMicroseconds(_latency.Maximum);

    /// <summary>The latency that a percentage of the requests did not exceed.</summary>
    public TimeSpan LatencyAt(double percent) => TimeSpan.FromMicroseconds(_latency.Percentile(percent));

    internal static LoadRunResult From(RunSnapshot run, bool isCorrected) =>
        new(run, isCorrected ? run.CorrectLatency() : run.Latency);
}
