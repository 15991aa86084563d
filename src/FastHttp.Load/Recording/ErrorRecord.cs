using System.Diagnostics.CodeAnalysis;
using FastHttp.Load.Stability;

namespace FastHttp.Load.Recording;

/// <summary>
/// How often one reason occurred in a run, and when for the first and the last time (µs from the start of the
/// run).
/// </summary>
[Experimental(ExperimentalApi.EngineParts)]
public sealed record ErrorRecord(HttpError Reason, long Count, long FirstUs, long LastUs)
{
    /// <summary>What the first one looked like, as the wire or the system had it; null where there is nothing to see.
    /// </summary>
    internal string? Sample { get; init; }

    internal WrkErrorKind Kind => ErrorKinds.Of(Reason);

    /// <summary>The reason in words.</summary>
    internal string Text => ErrorText.Of(Reason);
}
