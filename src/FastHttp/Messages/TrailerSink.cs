using System;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// The sink of a trailer section: counts the lines and passes the permitted ones to the response. Lives on the stack;
/// the count is carried over by the chunked reader.
/// </summary>
internal struct TrailerSink(FastHttpResponse? response, int maxLines, int lineCount) : IHeadSink
{
    public int LineCount { get; private set; } = lineCount;

    public readonly void OnStatus(int minorVersion, int statusCode, int reasonStart, int reasonLength)
    {
        // A trailer section has no status line.
    }

    public HttpError OnField(ReadOnlySpan<byte> input, in FieldEntry line)
    {
        if (LineCount++ >= maxLines)
        {
            return HttpError.HeadTooLarge;
        }

        if (response is not null)
        {
            // RFC 9110 §6.5.1: fields that would have to be known earlier are dropped.
            if (KnownHeaders.IsAllowedInTrailers(line.Id))
            {
                response.KeepTrailer(
                    line.Id,
                    input.Slice(line.NameStart, line.NameLength),
                    input.Slice(line.ValueStart, line.ValueLength));
            }
        }

        return HttpError.None;
    }
}
