using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace FastHttp.Transports;

/// <summary>
/// The pipe face of a connection's sending direction. Bytes gather in one pooled buffer until a flush hands them to
/// the connection; the flush completes when the system has taken all of them. A flush that is cancelled no longer
/// waits, but its bytes stay on their way. One writer at a time, on any thread.
/// </summary>
internal sealed class SendPipe : PipeWriter, ILoopTask, IValueTaskSource<FlushResult>
{
    private const int MinimumBufferBytes = 4096;

    private readonly TransportConnection _connection;
    private readonly SentTask _sent;
    private ManualResetValueTaskSourceCore<FlushResult> _source;
    private CancellationTokenRegistration _cancellation;
    private byte[] _buffer = [];
    private int _count;
    private bool _completed;

    // A flush has not ended yet; changed by the flush that begins, then on the loop.
    private bool _waiting;

    public SendPipe(TransportConnection connection)
    {
        _connection = connection;
        _sent = new SentTask(this);
    }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _count;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_count);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_count);
    }

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_buffer.Length - _count), nameof(bytes));
        _count += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        }

        if (_completed || _count == 0)
        {
            return new(new FlushResult(isCanceled: false, isCompleted: _completed || _connection.IsClosed));
        }

        bool onLoop = _connection.Loop.IsOnLoop;
        if (onLoop && SendNow(out FlushResult result))
        {
            return new(result);
        }

        _source.Reset();
        _waiting = true;
        ValueTask<FlushResult> task = new(this, _source.Version);
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (task, token) => ((CancelTask)task!).Post(token), new CancelTask(this, _source.Version));
        }

        if (onLoop)
        {
            _connection.NotifySent(_sent);
        }
        else
        {
            _connection.Loop.Post(this);
        }

        return task;
    }

    // A flush that began on another thread continues here, on the loop.
    void ILoopTask.Run()
    {
        if (SendNow(out FlushResult result))
        {
            EndFlush(result);
        }
        else
        {
            _connection.NotifySent(_sent);
        }
    }

    public override void CancelPendingFlush() => _connection.Loop.Execute(
        static pipe => pipe.EndFlush(new FlushResult(isCanceled: true, isCompleted: false)), this);

    public override void Complete(Exception? exception = null)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        _connection.Loop.Execute(
            static state => state.Self.End(state.Broken), (Self: this, Broken: exception is not null));
    }

    /// <summary>Gives the buffer back, with what was not flushed. On the loop, when nobody writes.</summary>
    public void Release()
    {
        if (_buffer.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _count = 0;
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private bool SendNow(out FlushResult result)
    {
        bool open = _connection.TrySend(_buffer.AsSpan(0, _count));
        _count = 0;
        result = new FlushResult(isCanceled: false, isCompleted: !open);
        return !open || !_connection.HasUnsent;
    }

    private void EndFlush(FlushResult result)
    {
        if (_waiting)
        {
            _waiting = false;
            _cancellation.Unregister();
            _source.SetResult(result);
        }
    }

    private void CancelFlush(short version, CancellationToken token)
    {
        if (_waiting && _source.Version == version)
        {
            _waiting = false;
            _source.SetException(new OperationCanceledException(token));
        }
    }

    // Completing sends what was written, as other pipe writers do.
    private void End(bool broken)
    {
        if (!broken && _count != 0)
        {
            SendNow(out _);
        }

        Release();
        if (broken)
        {
            _connection.Abort();
        }
        else
        {
            _connection.ShutdownSend();
        }
    }

    private void Reserve(int sizeHint)
    {
        if (_completed)
        {
            throw new InvalidOperationException("Writing is not allowed after the writer was completed.");
        }

        int need = _count + Math.Max(sizeHint, 1);
        if (need <= _buffer.Length)
        {
            return;
        }

        byte[] grown = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(need, MinimumBufferBytes), _buffer.Length * 2));
        _buffer.AsSpan(0, _count).CopyTo(grown);
        if (_buffer.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = grown;
    }

    private sealed class SentTask(SendPipe pipe) : ILoopTask
    {
        public void Run() => pipe.EndFlush(
            new FlushResult(isCanceled: false, isCompleted: pipe._connection.IsClosed));
    }

    // Knows the flush it was made for: a late cancellation must not end the next one.
    private sealed class CancelTask(SendPipe pipe, short version) : ILoopTask
    {
        private CancellationToken _token;

        public void Post(CancellationToken token)
        {
            _token = token;
            pipe._connection.Loop.Post(this);
        }

        public void Run() => pipe.CancelFlush(version, _token);
    }
}
