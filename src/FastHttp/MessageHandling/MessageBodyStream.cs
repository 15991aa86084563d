using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Messages;

namespace FastHttp.MessageHandling;

/// <summary>
/// The stream of a body as HttpClient's users know it: failures are <see cref="HttpIOException"/>, trailers are in the
/// message at its end. Owns the response, and with it a connection, until the body has been read or this is disposed;
/// one that is forgotten gives the connection back when it is collected. One reader at a time.
/// </summary>
/// <remarks>
/// What reads holds this and nothing above it: <c>HttpClient.GetStreamAsync</c> lets go of the content at once. So the
/// finalizer is here, and each read keeps this alive to its end.
/// </remarks>
internal sealed class MessageBodyStream : ReadOnlyStream
{
    private readonly FastHttpResponse _response;
    private readonly BodyStream _body;
    private readonly HttpHeaders _trailers;
    private bool _hasEnded;
    private volatile bool _isDisposed;

    public MessageBodyStream(FastHttpResponse response, HttpHeaders trailers)
    {
        _response = response;
        _trailers = trailers;
        _body = response.OpenOwningStream();
    }

    ~MessageBodyStream()
    {
        Dispose(false);
    }

    public override bool CanRead => !_isDisposed;

    public override int Read(Span<byte> buffer)
    {
        if (HasEnded())
        {
            return 0;
        }

        try
        {
            return Notice(_body.Read(buffer), buffer.Length);
        }
        catch (HttpException failure)
        {
            throw ToIOException(failure);
        }
        finally
        {
            GC.KeepAlive(this);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (HasEnded())
        {
            return 0;
        }

        try
        {
            return Notice(await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (HttpException failure)
        {
            throw ToIOException(failure);
        }
        catch (OperationCanceledException canceled) when (canceled is not TaskCanceledException)
        {
            // What code that was written for HttpClient catches.
            throw new TaskCanceledException(canceled.Message, canceled, cancellationToken);
        }
        finally
        {
            GC.KeepAlive(this);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _isDisposed = true;
            _body.Dispose();
        }
        else
        {
            _body.Forget();
        }

        base.Dispose(disposing);
    }

    private static HttpIOException ToIOException(HttpException failure) => new(
        HttpException.ToRequestError(failure.Error), $"The response body failed: {failure.Failure.Detail}", failure);

    private int Notice(int count, int wanted)
    {
        if (count == 0 && wanted != 0)
        {
            // A dispose on another thread must not return the response meanwhile.
            _body.Enter();
            _hasEnded = true;
            ResponseMapper.AddTrailers(_response, _trailers);
            _body.Leave();

            // Nothing is left to give back at a later time.
            _body.Dispose();
#pragma warning disable CA1816 // As good as disposed: most readers of a whole body do no more.
            GC.SuppressFinalize(this);
#pragma warning restore CA1816
        }

        return count;
    }

    private bool HasEnded()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _hasEnded;
    }
}
