using FastHttp.Load.Text;

namespace Runner.Planning;

// What the command's options are called in messages of the load engine. Immutable.
internal static class Flags
{
    public static OptionNames Names { get; } = new()
    {
        AbortOnFail = "--abort-on-fail",
        Connections = "-c",
        Duration = "-d",
        ExpectBody = "--expect-body",
        ExpectStatus = "--expect-status",
        KeepsCookies = "--cookie-jar",
        LocalAddresses = "--local-addr IP,IP",
        Pipeline = "-p",
        Ramp = "-R A:B",
        RampAsStage = ": -R A --stage T:B",
        Rate = "-R",
        Redirects = "--redirects N",
        RequestCount = "-n",
        RequestList = "--urls",
        AddRequestList = "--urls FILE",
        Resolve = "--resolve",
        Closing = "--no-keepalive and --requests-per-connection",
        Source = "-s",
        SourceBatches = "the script's request() returns several requests in one string",
        Stages = "--stage",
        Think = "--think",
        Threshold = "--threshold",
        ThresholdHelp = ". See 'runner help thresholds'",
        Timeout = "-T",
        UniqueRows = "--data-mode unique",
        WaitFor = "--wait-for 30s",
        Warmup = "-w",
    };
}
