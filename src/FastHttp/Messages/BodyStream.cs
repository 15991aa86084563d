using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;

namespace FastHttp.Messages;

/// <summary>
/// A streamed body for code that reads a Stream. Knows the use of the response that it was made for: a stream that
/// outlives that reads nothing of the next one's. One reader at a time, on any thread; another thread may dispose it
/// under the reader.
/// </summary>
/// <remarks>
/// Invariant: while a read is under way, the response is not returned. A dispose then ends the exchange, which wakes
/// the reader, and the reader returns the response.
/// </remarks>
internal sealed class BodyStream(FastHttpResponse response, StreamedBody body, bool disposesResponse) : ReadOnlyStream
{
    private const int Idle = 0;
    private const int Reading = 1;
    private const int DisposedWhileReading = 2;
    private const int Disposed = 3;

    private readonly int _generation = response.Generation;
    private BlockingWait? _waiter;
    private int _state;

    public override bool CanRead => !IsDisposed;

    private bool IsDisposed => Volatile.Read(ref _state) >= DisposedWhileReading;

    public override int Read(Span<byte> buffer)
    {
        Enter();
        BodyReadResult result;
        try
        {
            ObjectDisposedException.ThrowIf(!response.IsStillAt(_generation), this);
            result = body.Source(out _) is { Loop.IsOnLoop: true }
                ? throw new InvalidOperationException(
                    "A synchronous read would block the loop that it waits for: use ReadAsync, or leave the loop.")
                : body.TryRead(_waiter ??= new BlockingWait());
        }
        catch
        {
            Leave();
            throw;
        }

        return End(result, buffer, default);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<BodyReadResult> read = Begin(cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return ReadSlow(read, buffer, cancellationToken);
        }

        BodyReadResult result = read.Result;
        switch (result.Error)
        {
            case HttpError.None:
                return new(End(result, buffer.Span, cancellationToken));
            case HttpError.Canceled:
                Leave();
                return ValueTask.FromCanceled<int>(cancellationToken);
            default:
                HttpException failure = body.ToException(result.Error);
                Leave();
                return ValueTask.FromException<int>(failure);
        }
    }

    /// <summary>The reader has gone without disposing: ends the exchange, and touches nothing else. Any thread.
    /// </summary>
    public void Forget() => response.Forget(_generation);

    /// <summary>Keeps the response from being returned until <see cref="Leave"/>; a read does so by itself.</summary>
    /// <exception cref="ObjectDisposedException">The stream was disposed.</exception>
    /// <exception cref="InvalidOperationException">A read is under way.</exception>
    public void Enter()
    {
        int state = Interlocked.CompareExchange(ref _state, Reading, Idle);
        ObjectDisposedException.ThrowIf(state >= DisposedWhileReading, this);
        if (state != Idle)
        {
            throw new InvalidOperationException("Another read is pending.");
        }
    }

    /// <inheritdoc cref="Enter"/>
    public void Leave()
    {
        if (Interlocked.CompareExchange(ref _state, Idle, Reading) != Reading)
        {
            Volatile.Write(ref _state, Disposed);
            Return();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            int state;
            do
            {
                state = Volatile.Read(ref _state);
            }
            while (state <= Reading && Interlocked.CompareExchange(
                ref _state, state == Idle ? Disposed : DisposedWhileReading, state) != state);

            if (state == Idle)
            {
                Return();
            }
            else if (state == Reading && disposesResponse)
            {
                response.BreakOff(_generation);
            }
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadSlow(
        ValueTask<BodyReadResult> read, Memory<byte> buffer, CancellationToken cancellationToken) =>
        End(await read.ConfigureAwait(false), buffer.Span, cancellationToken);

    private ValueTask<BodyReadResult> Begin(CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(!response.IsStillAt(_generation), this);
            return body.TryReadAsync(cancellationToken);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    private int End(in BodyReadResult result, Span<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            ObjectDisposedException.ThrowIf(IsDisposed || !response.IsStillAt(_generation), this);
            if (result.Error != HttpError.None)
            {
                throw result.Error == HttpError.Canceled
                    ? new OperationCanceledException(cancellationToken)
                    : body.ToException(result.Error);
            }

            ReadOnlySequence<byte> bytes = result.Buffer;
            if (bytes.Length > buffer.Length)
            {
                bytes = bytes.Slice(0, buffer.Length);
            }

            // After the advance, the segments are no longer these.
            int length = (int)bytes.Length;
            bytes.CopyTo(buffer);
            body.Advance(bytes.End, bytes.End);
            return length;
        }
        finally
        {
            Leave();
        }
    }

    private void Return()
    {
        if (disposesResponse && response.IsStillAt(_generation))
        {
            response.Dispose();
        }
    }
}
