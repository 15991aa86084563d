using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.Tests.Faults;

/// <summary>
/// A connection for HttpClient: takes the request, gives the bytes, then ends, or says that more is wanted than there
/// is. Owned by one exchange.
/// </summary>
internal sealed class CannedStream(byte[] answer, bool closesAfter) : Stream
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _starved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _position;

    /// <summary>Completes when a read finds nothing on a connection that stays open.</summary>
    public Task Starved => _starved.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _requested.Task.WaitAsync(cancellationToken);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, answer.Length - _position);
        answer.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        if (count == 0 && !closesAfter)
        {
            _starved.TrySetResult();
            return await _disposed.Task.WaitAsync(cancellationToken);
        }

        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _requested.TrySetResult();
        return default;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // Who waits for bytes, or for the request, waits no longer: HttpClient cancels so.
        _requested.TrySetResult();
        _disposed.TrySetException(new IOException("The connection was disposed."));
        base.Dispose(disposing);
    }
}
