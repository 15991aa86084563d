using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Text;

/// <summary>
/// What options are called in messages: properties for a program, and other names for users who type them. Immutable.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record OptionNames
{
    /// <summary>The names of the properties of LoadOptions.</summary>
    internal static OptionNames Properties { get; } = new();

    /// <summary>What <c>AbortOnFail</c> is called.</summary>
    public string AbortOnFail { get; init; } = "AbortOnFail";

    /// <summary>What <c>Connections</c> is called.</summary>
    public string Connections { get; init; } = "Connections";

    /// <summary>What <c>Duration</c> is called.</summary>
    public string Duration { get; init; } = "Duration";

    /// <summary>What <c>ExpectBody</c> is called.</summary>
    public string ExpectBody { get; init; } = "ExpectBody";

    /// <summary>What <c>ExpectStatus</c> is called.</summary>
    public string ExpectStatus { get; init; } = "ExpectStatus";

    /// <summary>What is said before what is wrong with requests that are filled from data.</summary>
    public string InData { get; init; } = "Data: ";

    /// <summary>What <c>KeepsCookies</c> is called.</summary>
    public string KeepsCookies { get; init; } = "KeepsCookies";

    /// <summary>What <c>LocalAddresses</c> is called.</summary>
    public string LocalAddresses { get; init; } = "LocalAddresses";

    /// <summary>What <c>MaxRedirects</c> is called.</summary>
    public string MaxRedirects { get; init; } = "MaxRedirects";

    /// <summary>What lets there be more users.</summary>
    public string MaxUsers { get; init; } = "MaxUsers";

    /// <summary>What <c>Pipeline</c> is called.</summary>
    public string Pipeline { get; init; } = "Pipeline";

    /// <summary>What <c>RateAtEnd</c> is called.</summary>
    public string Ramp { get; init; } = "RateAtEnd";

    /// <summary>How a ramp is written as a stage, after the sentence that says to.</summary>
    public string RampAsStage { get; init; } = "";

    /// <summary>What <c>Rate</c> is called.</summary>
    public string Rate { get; init; } = "Rate";

    /// <summary>What turns following redirects on.</summary>
    public string Redirects { get; init; } = "MaxRedirects";

    /// <summary>What <c>RequestCount</c> is called.</summary>
    public string RequestCount { get; init; } = "RequestCount";

    /// <summary>What <c>Requests</c> is called.</summary>
    public string RequestList { get; init; } = "Requests";

    /// <summary>How a list of requests is given.</summary>
    public string AddRequestList { get; init; } = "Requests";

    /// <summary>How a scenario is given.</summary>
    public string AddScenario { get; init; } = "User";

    /// <summary>What goes without a resolver.</summary>
    public string Resolve { get; init; } = "Addresses";

    /// <summary>What closes a connection after each request, or some.</summary>
    public string Closing { get; init; } = "RequestsPerConnection";

    /// <summary>What <c>Source</c> is called.</summary>
    public string Source { get; init; } = "Source";

    /// <summary>How requests that are not the plan's are sent several at once.</summary>
    public string SourceBatches { get; init; } = "a source writes several requests at once";

    /// <summary>How requests that are not the plan's follow redirects and keep cookies, after a sentence.</summary>
    public string SourceLooksBack { get; init; } = "";

    /// <summary>What <c>Stages</c> is called.</summary>
    public string Stages { get; init; } = "Stages";

    /// <summary>What <c>ThinkTime</c> is called.</summary>
    public string Think { get; init; } = "ThinkTime";

    /// <summary>What <c>Thresholds</c> is called.</summary>
    public string Threshold { get; init; } = "Thresholds";

    /// <summary>Where to read about thresholds, after a sentence.</summary>
    public string ThresholdHelp { get; init; } = "";

    /// <summary>What <c>Timeout</c> is called.</summary>
    public string Timeout { get; init; } = "Timeout";

    /// <summary>What has every row of data used once.</summary>
    public string UniqueRows { get; init; } = "DataMode.Unique";

    /// <summary>What waits until a target listens.</summary>
    public string WaitFor { get; init; } = "WaitFor";

    /// <summary>What <c>Warmup</c> is called.</summary>
    public string Warmup { get; init; } = "Warmup";
}
