using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>How a cell of the data is written where it is filled in.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public enum CellForm
{
    /// <summary>As it is.</summary>
    Raw,

    /// <summary>Escaped for a URL.</summary>
    Url,

    /// <summary>Escaped for a string of JSON, without its quotes.</summary>
    Json,
}
