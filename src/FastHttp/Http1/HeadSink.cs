using System;

namespace FastHttp.Http1;

/// <summary>
/// The sink of a response reader: passes the lines to its record and counts them. Lives on the stack.
/// </summary>
internal readonly struct HeadSink(HeadRecord record, int maxLines) : IHeadSink
{
    public void OnStatus(int minorVersion, int statusCode, int reasonStart, int reasonLength) =>
        record.Start(minorVersion, statusCode, reasonStart, reasonLength);

    public HttpError OnField(ReadOnlySpan<byte> input, in FieldEntry line) =>
        record.Fields.Count < maxLines ? record.Add(input, in line) : HttpError.HeadTooLarge;
}
