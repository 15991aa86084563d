using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// Why an iteration failed. Those that failed in the same place are of one kind: what is said of it may have a token or
/// a body in it, and would be another thing each time.
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public readonly record struct ScenarioFault(string Kind, string Message);
