using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Gates;

/// <summary>How a figure has to compare with its limit.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum Comparison
{
    /// <summary>Below the limit.</summary>
    Less,

    /// <summary>Not above the limit.</summary>
    LessOrEqual,

    /// <summary>Above the limit.</summary>
    Greater,

    /// <summary>Not below the limit.</summary>
    GreaterOrEqual,

    /// <summary>Equal to the limit.</summary>
    Equal,

    /// <summary>Not equal to the limit.</summary>
    NotEqual,
}
