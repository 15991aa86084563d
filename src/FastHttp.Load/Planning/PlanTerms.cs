using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;
using FastHttp.Load.Text;

namespace FastHttp.Load.Planning;

/// <summary>What a plan is made on, beside the options: for a program it follows from them. Immutable.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record PlanTerms
{
    /// <summary>The target, in parts.</summary>
    public required TargetUrl Url { get; init; }

    /// <summary>What options are called in messages.</summary>
    public OptionNames Names { get; init; } = OptionNames.Properties;

    /// <summary>Whether something else makes the requests, as bytes for the target.</summary>
    public bool IsScripted { get; init; }

    /// <summary>Whether requests get their names as the run goes on.</summary>
    public bool NamesComeLater { get; init; }
}
