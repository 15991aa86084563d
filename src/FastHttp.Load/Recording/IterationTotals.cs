using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>The iterations of one kind of user, or the runs through one group, over all lanes. Immutable.</summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record IterationTotals(string Name, long Failed, long Interrupted, Distribution Duration)
{
    /// <summary>Iterations that came to their end.</summary>
    public long Completed => Duration.Count;
}
