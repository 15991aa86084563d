namespace FastHttp.Load.Recording;

// How often one reason occurred in a run, and when for the first and the last time (µs from the start of the
// run).
internal sealed record ErrorRecord(HttpError Reason, long Count, long FirstUs, long LastUs)
{
    /// <summary>What the first one looked like, as the wire or the system had it; null where there is nothing to see.
    /// </summary>
    public string? Sample { get; init; }

    public WrkErrorKind Kind => ErrorKinds.Of(Reason);

    /// <summary>The reason in words.</summary>
    public string Text => ErrorText.Of(Reason);
}
