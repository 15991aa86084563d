using System;
using System.Linq;
using FastHttp.Load.Planning;
using FastHttp.Load.Results;

namespace FastHttp.Load.Documents;

// What was asked for, as the result document has it.
internal static class ConfigSection
{
    public static ConfigInfo Of(RunPlan plan) => new()
    {
        Mode = plan.IsElastic ? "locust" : plan.Load.Rate is null ? "closed" : "open",
        Connections = plan.Connections,
        Threads = plan.Lanes,
        DurationS = plan.HasTimeLimit ? plan.Duration.TotalSeconds : null,
        Requests = plan.RequestLimit == 0 ? null : plan.RequestLimit,
        Rate = plan.Load.Rate?.Start,
        Stages = Stages(plan.Load),
        WarmupS = plan.Load.Warmup.TotalSeconds,
        TimeoutMs = plan.Timeout.TotalMilliseconds,
        Pipeline = plan.Pipeline,
        Keepalive = !plan.Headers.Any(header => RequestBytes.SaysClose(header.Name, header.Value)),
        Script = plan.ScriptPath,
        ScriptArgs = plan.ScriptPath is null ? null : plan.ScriptArguments,
    };

    private static StageInfo[]? Stages(LoadModel load)
    {
        LoadShape? shape = load.Rate ?? load.Users;
        if (shape is null || shape.Stages.Count == 0)
        {
            return null;
        }

        // Where there is a warm-up, it is the first stage.
        return
        [
            .. shape.Stages.Skip(load.Warmup > TimeSpan.Zero ? 1 : 0)
                .Select(stage => new StageInfo { DurationS = stage.Duration.TotalSeconds, Target = stage.Level }),
        ];
    }
}
