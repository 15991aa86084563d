namespace FastHttp.Http1;

/// <summary>
/// Receives the lines of a response head while it is parsed. Implemented by structs, so that the calls are direct.
/// Offsets count from the first byte of the head, which the caller presents again at the same place until the head
/// is complete.
/// </summary>
internal interface IHeadSink
{
    /// <summary>The status line. The reason phrase may be empty.</summary>
    void OnStatus(int minorVersion, int statusCode, int reasonStart, int reasonLength);

    /// <summary>
    /// A field line. <paramref name="line"/> is the input of the parser; the value has no blanks at its ends.
    /// </summary>
    /// <returns>None, or the reason to refuse the head.</returns>
    HttpError OnField(System.ReadOnlySpan<byte> input, in FieldEntry line);
}
