using System;
using System.IO;
using FastHttp.Buffers;
using FastHttp.Messages;

namespace FastHttp;

/// <summary>
/// Content codings: undone on demand, never unasked. The caller's <c>Accept-Encoding</c> says which may come.
/// </summary>
public sealed partial class FastHttpResponse
{
    // The other of two buffers, made on first use: the body is decoded from one into the other.
    private MessageBuffer? _spareBody;

    /// <summary>
    /// Replaces the body by what it was before <c>Content-Encoding</c> was applied to it: gzip, deflate and br are
    /// known (RFC 9110 §8.4.1). A body without coding stays as it is. The header lines and <see cref="BodyLength"/>
    /// go on to tell of what came. Call it once.
    /// </summary>
    /// <param name="maxBytes">Bytes that the decoded body may have: a short one may become very long.</param>
    /// <returns>None; <see cref="HttpError.BodyTooLarge"/>, <see cref="HttpError.InvalidContentCoding"/> or
    /// <see cref="HttpError.UnsupportedContentCoding"/>, and the body is as it was.</returns>
    /// <exception cref="InvalidOperationException">The exchange has not ended, the body is streamed, or the head was
    /// discarded.</exception>
    public HttpError DecodeBodyNoThrow(long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        Live();
        ThrowIfIncomplete();
        ThrowIfHeadless();
        if (_isStreamed)
        {
            throw new InvalidOperationException("A streamed body is decoded by OpenDecodedBodyStream.");
        }

        if (_body.Length == 0 || !ContentDecoder.IsCoded(Headers))
        {
            return _body.Length > maxBytes ? HttpError.BodyTooLarge : HttpError.None;
        }

        _spareBody ??= new MessageBuffer();
        _spareBody.Clear();
        HttpError error = ContentDecoder.Decode(Headers, _body.OpenRead(), _spareBody, maxBytes);
        if (error == HttpError.None)
        {
            (_body, _spareBody) = (_spareBody, _body);
        }

        return error;
    }

    /// <summary>As <see cref="DecodeBodyNoThrow"/>, but throws the reason of a failure.</summary>
    /// <exception cref="HttpException">The body was not decoded.</exception>
    public void DecodeBody(long maxBytes)
    {
        HttpError error = DecodeBodyNoThrow(maxBytes);
        if (error != HttpError.None)
        {
            throw new HttpException(error);
        }
    }

    /// <summary>As <see cref="OpenBodyStream"/>, with the content coding undone while it is read.</summary>
    /// <param name="maxBytes">Bytes that may be read. The read that goes beyond throws.</param>
    /// <param name="disposesResponse">Whether the stream, when it is disposed, returns the response.</param>
    /// <exception cref="HttpException">The coding is not known. Reads throw it as well, with
    /// <see cref="HttpError.InvalidContentCoding"/> or <see cref="HttpError.BodyTooLarge"/>.</exception>
    /// <exception cref="InvalidOperationException">There is no streamed body, or the head was discarded.</exception>
    public Stream OpenDecodedBodyStream(long maxBytes, bool disposesResponse = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        Stream coded = OpenBodyStream(disposesResponse);
        ThrowIfHeadless();
        Stream decoder = ContentDecoder.TryOpen(Headers, coded)
            ?? throw new HttpException(HttpError.UnsupportedContentCoding);
        return new DecodedStream(decoder, maxBytes);
    }

    private void ThrowIfHeadless()
    {
        if (_discardsHead)
        {
            throw new InvalidOperationException("The content coding stands in the head, which was discarded.");
        }
    }
}
