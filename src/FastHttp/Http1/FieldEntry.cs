namespace FastHttp.Http1;

/// <summary>
/// Where one field line lies in a buffer, and which known name it has. Offsets count from the buffer's start.
/// </summary>
internal struct FieldEntry
{
    internal int NameStart;
    internal int NameLength;
    internal int ValueStart;
    internal int ValueLength;
    internal KnownHeader Id;

    /// <summary>The value spans several lines (RFC 9112 §5.2) and has to be joined when it is kept.</summary>
    internal bool IsFolded;
}
