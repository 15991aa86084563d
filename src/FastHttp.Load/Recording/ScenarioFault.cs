using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// Why an iteration failed. Failures in the same place are of one kind: their texts may have a token or a body in them,
/// and would differ each time.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public readonly record struct ScenarioFault(string Kind, string Message);
