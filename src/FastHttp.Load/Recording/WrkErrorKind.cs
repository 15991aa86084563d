namespace FastHttp.Load.Recording;

// The four kinds in which wrk counts socket errors, and which reason belongs to which.
internal enum WrkErrorKind : byte
{
    /// <summary>Not the target's doing: the run stopped, or nothing failed. Counted by reason only.</summary>
    None,
    Connect,
    Read,
    Write,
    Timeout,
}
