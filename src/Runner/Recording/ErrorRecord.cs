using FastHttp;

namespace Runner.Recording;

// How often one reason occurred in a run, and when for the first and the last time (µs from the start of the
// run).
internal sealed record ErrorRecord(HttpError Reason, long Count, long FirstUs, long LastUs)
{
    public WrkErrorKind Kind => ErrorKinds.Of(Reason);

    /// <summary>The reason in words.</summary>
    public string Text => ErrorText.Of(Reason);
}
