using System;
using Runner.Cli;

namespace Runner.Planning;

// What was typed about how much load comes when, as the engine takes it. Stateless.
internal static class TypedOptions
{
    // The target is of no account here; what is typed is read by wrk's grammar.
    private static readonly Uri s_target = new("http://target/");

    public static FastHttp.Load.LoadOptions Of(CliOptions options)
    {
        Cli.LoadOptions load = options.Load;
        bool followsStages = load.Rate is null && load.Stages.Count > 0;
        return new FastHttp.Load.LoadOptions
        {
            Target = s_target,
            Connections = followsStages && !load.AreConnectionsTyped ? null : (int)options.Connections,
            Duration = load.IsDurationTyped ? options.Duration : null,
            RequestCount = load.Requests,
            Rate = load.Rate?.From,
            RateAtEnd = load.Rate is { IsRamp: true } ramp ? ramp.To : null,
            Stages = load.Stages,
            Warmup = load.Warmup,
            ThinkTime = load.Think,
            Pipeline = (int)load.Pipeline,
            BatchLatency = load.BatchLatency,
        };
    }
}
