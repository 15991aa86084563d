using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.MessageHandling;

/// <summary>
/// The body of a response, read while it comes. Disposing it disposes its stream, which owns the rest. A stream that
/// was taken may outlive the content.
/// </summary>
internal sealed class StreamedContent : HttpContent
{
    private readonly MessageBodyStream _body;
    private int _isTaken;

    /// <summary>Takes a response whose head has come.</summary>
    /// <param name="response">Belongs to the stream from now on.</param>
    /// <param name="trailers">Where trailers go when the body has come to its end.</param>
    public StreamedContent(FastHttpResponse response, HttpHeaders trailers) =>
        _body = new MessageBodyStream(response, trailers);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        Take().CopyToAsync(stream);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        Take().CopyToAsync(stream, cancellationToken);

    protected override void SerializeToStream(
        Stream stream, TransportContext? context, CancellationToken cancellationToken) => Take().CopyTo(stream);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Take();

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(Take());

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }

    private MessageBodyStream Take() => Interlocked.Exchange(ref _isTaken, 1) == 0
        ? _body
        : throw new InvalidOperationException("The content has been read already: it comes once.");
}
