using FastHttp.Load.Text;
using Runner.Options;

namespace Runner.Planning;

// What the command's options are called in messages of the load engine: as the table of options has it. Immutable.
internal static class Flags
{
    public static OptionNames Names { get; } = new()
    {
        AbortOnFail = GateTable.AbortOnFail.Spelling,
        Connections = OptionTable.Connections.Spelling,
        Duration = OptionTable.Duration.Spelling,
        ExpectBody = GateTable.ExpectBody.Spelling,
        ExpectStatus = GateTable.ExpectStatus.Spelling,
        InData = "",
        KeepsCookies = RequestTable.CookieJar.Spelling,
        LocalAddresses = ConnectionTable.LocalAddress.Usage,
        MaxRedirects = RequestTable.Redirects.Spelling,
        MaxUsers = LoadTable.MaxUsers.Usage,
        Pipeline = LoadTable.Pipeline.Spelling,
        Ramp = $"{LoadTable.Rate.Spelling} A:B",
        RampAsStage = $": {LoadTable.Rate.Spelling} A {LoadTable.Stage.Spelling} T:B",
        Rate = LoadTable.Rate.Spelling,
        Redirects = RequestTable.Redirects.Usage,
        RequestCount = LoadTable.Requests.Spelling,
        RequestList = RequestTable.Urls.Spelling,
        AddRequestList = RequestTable.Urls.Usage,
        AddScenario = "-s FILE with function user(u)",
        Resolve = ConnectionTable.Resolve.Spelling,
        Closing = $"{RequestTable.NoKeepAlive.Spelling} and {RequestTable.RequestsPerConnection.Spelling}",
        Source = OptionTable.Script.Spelling,
        SourceBatches = "the script's request() returns several requests in one string",
        SourceLooksBack = "; a scenario has options = { redirects = 5, cookies = true }, a script of wrk's response()",
        Stages = LoadTable.Stage.Spelling,
        Think = LoadTable.Think.Spelling,
        Threshold = GateTable.Threshold.Spelling,
        ThresholdHelp = ". See 'runner help thresholds'",
        Timeout = OptionTable.Timeout.Spelling,
        UniqueRows = $"{RequestTable.DataMode.Spelling} unique",
        WaitFor = $"{ConnectionTable.WaitFor.Spelling} 30s",
        Warmup = LoadTable.Warmup.Spelling,
    };
}
