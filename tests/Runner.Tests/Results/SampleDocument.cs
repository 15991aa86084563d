using System;
using FastHttp.Load.Results;

namespace Runner.Tests.Results;

// A result document with no more in it than every one has.
internal static class SampleDocument
{
    public static ResultDocument Make() => new()
    {
        Schema = ResultDocument.CurrentSchema,
        Tool = new ToolInfo { Name = "runner", Version = "0.0.0" },
        Run = new RunInfo
        {
            Id = "1",
            Start = DateTimeOffset.UnixEpoch,
            End = DateTimeOffset.UnixEpoch,
            Interrupted = false,
        },
        Target = new TargetInfo { Url = "http://h/" },
        Config = new ConfigInfo { Mode = "closed" },
        DurationS = 1,
        Requests = new RequestFigures { Completed = 0 },
        Rate = new RateFigures(),
        Bytes = new ByteFigures { In = 0 },
        Latency = new LatencyFigures { Count = 0 },
    };
}
