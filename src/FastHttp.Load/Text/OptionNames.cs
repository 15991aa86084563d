namespace FastHttp.Load.Text;

// What options are called in messages: properties for a program, and something else for who types them. Immutable.
internal sealed record OptionNames
{
    /// <summary>The names of the properties of LoadOptions.</summary>
    public static OptionNames Properties { get; } = new();

    public string AbortOnFail { get; init; } = "AbortOnFail";

    public string Connections { get; init; } = "Connections";

    public string Duration { get; init; } = "Duration";

    public string ExpectBody { get; init; } = "ExpectBody";

    public string ExpectStatus { get; init; } = "ExpectStatus";

    /// <summary>What is said before what is wrong with requests that are filled from data.</summary>
    public string InData { get; init; } = "Data: ";

    public string KeepsCookies { get; init; } = "KeepsCookies";

    public string LocalAddresses { get; init; } = "LocalAddresses";

    public string MaxRedirects { get; init; } = "MaxRedirects";

    /// <summary>What lets there be more users.</summary>
    public string MaxUsers { get; init; } = "MaxUsers";

    public string Pipeline { get; init; } = "Pipeline";

    public string Ramp { get; init; } = "RateAtEnd";

    /// <summary>How a ramp is written as a stage, after the sentence that says to.</summary>
    public string RampAsStage { get; init; } = "";

    public string Rate { get; init; } = "Rate";

    /// <summary>What turns following redirects on.</summary>
    public string Redirects { get; init; } = "MaxRedirects";

    public string RequestCount { get; init; } = "RequestCount";

    public string RequestList { get; init; } = "Requests";

    /// <summary>How a list of requests is given.</summary>
    public string AddRequestList { get; init; } = "Requests";

    /// <summary>How a scenario is given.</summary>
    public string AddScenario { get; init; } = "User";

    /// <summary>What goes without a resolver.</summary>
    public string Resolve { get; init; } = "Addresses";

    /// <summary>What closes a connection after each request, or some.</summary>
    public string Closing { get; init; } = "RequestsPerConnection";

    public string Source { get; init; } = "Source";

    /// <summary>How requests that are not the plan's are sent several at once.</summary>
    public string SourceBatches { get; init; } = "a source writes several requests at once";

    /// <summary>How requests that are not the plan's follow redirects and keep cookies, after a sentence.</summary>
    public string SourceLooksBack { get; init; } = "";

    public string Stages { get; init; } = "Stages";

    public string Think { get; init; } = "ThinkTime";

    public string Threshold { get; init; } = "Thresholds";

    /// <summary>Where to read about thresholds, after a sentence.</summary>
    public string ThresholdHelp { get; init; } = "";

    public string Timeout { get; init; } = "Timeout";

    /// <summary>What has every row of data used once.</summary>
    public string UniqueRows { get; init; } = "DataMode.Unique";

    /// <summary>What waits until a target listens.</summary>
    public string WaitFor { get; init; } = "WaitFor";

    public string Warmup { get; init; } = "Warmup";
}
