using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Planning;

/// <summary>One header field of the request, verbatim.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record RequestHeader(string Name, string Value);
