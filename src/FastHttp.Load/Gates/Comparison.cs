using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Gates;

/// <summary>How a figure has to stand to its limit.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum Comparison
{
    /// <summary>Below.</summary>
    Less,

    /// <summary>Not above.</summary>
    LessOrEqual,

    /// <summary>Above.</summary>
    Greater,

    /// <summary>Not below.</summary>
    GreaterOrEqual,

    /// <summary>As large.</summary>
    Equal,

    /// <summary>Of another size.</summary>
    NotEqual,
}
