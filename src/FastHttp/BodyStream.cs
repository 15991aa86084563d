using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp;

/// <summary>
/// A streamed body for code that reads a Stream. Knows the use of the response that it was made for: a stream that
/// outlives that reads nothing of the next one's. One reader at a time, on any thread.
/// </summary>
internal sealed class BodyStream(HttpResponse response, StreamedBody body, bool disposesResponse) : ReadOnlyStream
{
    private readonly int _generation = response.Generation;
    private bool _isDisposed;

    public override bool CanRead => !_isDisposed;

    public override int Read(Span<byte> buffer)
    {
        Check();
        if (body.Source(out _) is { Loop.IsOnLoop: true })
        {
            throw new InvalidOperationException(
                "A synchronous read would block the loop that it waits for: use ReadAsync, or leave the loop first.");
        }

        ValueTask<BodyReadResult> read = body.TryReadAsync(default);
        return Take(read.IsCompleted ? read.Result : read.AsTask().GetAwaiter().GetResult(), buffer);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Check();
        ValueTask<BodyReadResult> read = body.TryReadAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return ReadSlow(read, buffer, cancellationToken);
        }

        BodyReadResult result = read.Result;
        return result.Error switch
        {
            HttpError.None => new(Take(result, buffer.Span)),
            HttpError.Canceled => ValueTask.FromCanceled<int>(cancellationToken),
            _ => ValueTask.FromException<int>(new HttpException(result.Error)),
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            if (disposesResponse && response.IsStillAt(_generation))
            {
                response.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadSlow(
        ValueTask<BodyReadResult> read, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        BodyReadResult result = await read.ConfigureAwait(false);
        return result.Error == HttpError.Canceled
            ? throw new OperationCanceledException(cancellationToken)
            : Take(result, buffer.Span);
    }

    private int Take(in BodyReadResult result, Span<byte> buffer)
    {
        if (result.Error != HttpError.None)
        {
            throw new HttpException(result.Error);
        }

        ReadOnlySequence<byte> octets = result.Buffer;
        if (octets.Length > buffer.Length)
        {
            octets = octets.Slice(0, buffer.Length);
        }

        // Behind the advance, the segments are no longer these.
        int length = (int)octets.Length;
        octets.CopyTo(buffer);
        body.Advance(octets.End, octets.End);
        return length;
    }

    private void Check()
    {
        ObjectDisposedException.ThrowIf(_isDisposed || !response.IsStillAt(_generation), this);
    }
}
