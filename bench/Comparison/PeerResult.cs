namespace Bench.Comparison;

/// <summary>One run of one peer, in the units of the table.</summary>
/// <param name="RequestsPerSecond">Requests done, over the length that was asked for.</param>
/// <param name="UserMicros">User CPU time over requests.</param>
/// <param name="SystemMicros">System CPU time over requests.</param>
/// <param name="PeakMegabytes">Peak of resident memory.</param>
/// <param name="SteadyMicros">CPU time over requests in the second half of the run, of peers that say it.</param>
internal sealed record PeerResult(
    double RequestsPerSecond, double UserMicros, double SystemMicros, double PeakMegabytes, double? SteadyMicros)
{
    /// <summary>CPU time over requests.</summary>
    public double CpuMicros => UserMicros + SystemMicros;

    public static PeerResult From(MeasuredRun run, long requests, int seconds, double? steadyMicros) => new(
        (double)requests / seconds,
        run.User.TotalMicroseconds / requests,
        run.System.TotalMicroseconds / requests,
        run.PeakBytes / (1024.0 * 1024.0),
        steadyMicros);
}
