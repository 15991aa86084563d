using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace FastHttp.Transports;

/// <summary>
/// A stream over a connection, for what speaks only streams (SslStream): what is pushed goes straight into the buffer
/// of the read that waits. One read and one write at a time; both continue on the loop, where they cost no allocation.
/// A read that waits is ended by the end of the connection or by Dispose, not by a cancellation token. A write to a
/// connection that has ended goes nowhere, and only the read tells why: SslStream would lose the array of a write that
/// fails.
/// </summary>
internal sealed class TransportStream(TransportConnection connection)
    : Stream, IPullReceiver, ILoopTask, IValueTaskSource<int>, IValueTaskSource
{
    // Bytes that wait for a read; above it, the connection is paused.
    private const int InboxLimitBytes = 64 * 1024;

    private ManualResetValueTaskSourceCore<int> _read;
    private ManualResetValueTaskSourceCore<bool> _write;
    private Memory<byte> _readInto;
    private CarryBuffer _inbox;
    private TransportError _endReason;
    private bool _reading;
    private bool _paused;
    private bool _ended;
    private bool _disposed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether a read has met the end of the peer's stream.</summary>
    public bool EndWasRead { get; private set; }

    public int OnReceived(ReadOnlySpan<byte> data)
    {
        int taken = 0;
        if (_reading)
        {
            taken = Math.Min(data.Length, _readInto.Length);
            data[..taken].CopyTo(_readInto.Span);
        }

        if (taken < data.Length)
        {
            data[taken..].CopyTo(_inbox.Reserve(data.Length - taken));
            _inbox.Append(data.Length - taken);
            if (_inbox.Count > InboxLimitBytes)
            {
                _paused = true;
                connection.PauseReceive();
            }
        }

        // Last: the caller that waits goes on in here, and may read again or dispose.
        if (_reading)
        {
            _reading = false;
            _readInto = default;
            _read.SetResult(taken);
        }

        return data.Length;
    }

    public void OnClosed(TransportError error)
    {
        _ended = true;
        _endReason = error;
        EndRead();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!connection.Loop.IsOnLoop)
        {
            return ReadElsewhereAsync(buffer, cancellationToken);
        }

        if (_inbox.Count != 0)
        {
            int count = Math.Min(buffer.Length, _inbox.Count);
            _inbox.Span[..count].CopyTo(buffer.Span);
            _inbox.Consume(count);
            if (_paused && _inbox.Count == 0)
            {
                _paused = false;
                connection.ResumeReceive();
            }

            return new(count);
        }

        _read.Reset();
        _reading = true;
        _readInto = buffer;
        if (_ended || _disposed)
        {
            EndRead();
        }

        return new(this, _read.Version);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!connection.Loop.IsOnLoop)
        {
            return WriteElsewhereAsync(buffer, cancellationToken);
        }

        if (!connection.TrySend(buffer.Span) || !connection.HasUnsent)
        {
            return default;
        }

        _write.Reset();
        connection.NotifySent(this);
        return new(this, _write.Version);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // What was written has been sent, or will never be.
    void ILoopTask.Run() => _write.SetResult(true);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
        // Every write is flushed.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token) => _write.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _write.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _write.OnCompleted(continuation, state, token, flags);

    /// <summary>Closes the connection; on the loop.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            connection.Loop.Execute(static stream => stream.End(), this);
        }

        base.Dispose(disposing);
    }

    private void End()
    {
        connection.Close();
        _inbox.Release();
        EndRead();
    }

    private void EndRead()
    {
        if (!_reading)
        {
            return;
        }

        _reading = false;
        _readInto = default;
        if (_disposed)
        {
            _read.SetException(new ObjectDisposedException(nameof(TransportStream)));
        }
        else if (_endReason == TransportError.None)
        {
            EndWasRead = true;
            _read.SetResult(0);
        }
        else
        {
            _read.SetException(new TransportException(_endReason));
        }
    }

    private async ValueTask<int> ReadElsewhereAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await new LoopSwitch(connection.Loop);
        return await ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteElsewhereAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await new LoopSwitch(connection.Loop);
        await WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }
}
