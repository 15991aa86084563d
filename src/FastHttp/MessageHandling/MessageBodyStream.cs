using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.MessageHandling;

/// <summary>
/// The stream of a body as HttpClient's users know it: failures are <see cref="HttpIOException"/>, trailers are in the
/// message at its end. Disposing it gives the connection back. One reader at a time.
/// </summary>
internal sealed class MessageBodyStream : ReadOnlyStream
{
    private readonly HttpResponse _response;
    private readonly Stream _body;
    private readonly HttpHeaders _trailers;
    private bool _hasEnded;

    public MessageBodyStream(HttpResponse response, HttpHeaders trailers)
    {
        _response = response;
        _trailers = trailers;
        _body = response.OpenBodyStream(disposesResponse: true);
    }

    public override bool CanRead => _body.CanRead;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Notice(_body.Read(buffer), buffer.Length);
        }
        catch (HttpException failure)
        {
            throw ToIOException(failure);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Notice(await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (HttpException failure)
        {
            throw ToIOException(failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
        }

        base.Dispose(disposing);
    }

    private static HttpIOException ToIOException(HttpException failure) => new(
        FailureMapper.ToRequestError(failure.Error), $"The response body failed: {failure.Error}.", failure);

    private int Notice(int count, int wanted)
    {
        if (count == 0 && wanted != 0 && !_hasEnded)
        {
            _hasEnded = true;
            ResponseMapper.AddTrailers(_response, _trailers);
        }

        return count;
    }
}
