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
    private readonly EndFlushTask _endFlush;
    private ManualResetValueTaskSourceCore<FlushResult> _source;
    private CancellationTokenRegistration _cancellation;
    private byte[] _buffer = [];
    private int _count;
    private bool _completed;

    // How far the flush is. The thread that flushes says that it is posted, which hands the buffer to the loop; there
    // the rest is said.
    private volatile FlushState _state;
    private CancellationToken _token;

    public SendPipe(TransportConnection connection)
    {
        _connection = connection;
        _endFlush = new EndFlushTask(this);
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
        _token = cancellationToken;
        ValueTask<FlushResult> task = new(this, _source.Version);
        if (onLoop)
        {
            WaitForSent();
        }
        else
        {
            _state = FlushState.Posted;
            _connection.Loop.Post(this);
        }

        return task;
    }

    // A flush that began on another thread continues here, on the loop, unless its cancellation was here first.
    void ILoopTask.Run()
    {
        if (_state != FlushState.Posted)
        {
            return;
        }

        _state = FlushState.None;
        if (SendNow(out FlushResult result))
        {
            _source.SetResult(result);
        }
        else
        {
            WaitForSent();
        }
    }

    public override void CancelPendingFlush() => _connection.Loop.Execute(static pipe => pipe.CancelFlush(), this);

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

    /// <summary>Gives the buffer back, with what was not flushed. On the loop, while no caller writes.</summary>
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

    private void WaitForSent()
    {
        _state = FlushState.Waiting;
        if (_token.CanBeCanceled)
        {
            _cancellation = _token.UnsafeRegister(
                static (task, token) => ((CancelTask)task!).Post(token), new CancelTask(this, _source.Version));
        }

        _connection.NotifySent(_endFlush);
    }

    private void EndFlush(FlushResult result)
    {
        if (_state == FlushState.Waiting)
        {
            _state = FlushState.None;
            _cancellation.Unregister();
            _source.SetResult(result);
        }
    }

    // The writer goes on when this ends, so the buffer must be its own again.
    private void CancelFlush()
    {
        if (_state == FlushState.Posted)
        {
            _state = FlushState.None;
            SendNow(out _);
            _state = FlushState.Waiting;
        }

        EndFlush(new FlushResult(isCanceled: true, isCompleted: false));
    }

    private void CancelFlush(short version, CancellationToken token)
    {
        if (_state == FlushState.Waiting && _source.Version == version)
        {
            _state = FlushState.None;
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

    private enum FlushState
    {
        None,

        // The loop has not heard of it yet: its bytes are still in the buffer.
        Posted,

        // Its bytes are handed over, but not all are with the system.
        Waiting,
    }

    // Told when everything is sent, by a flush that may have been cancelled since: it ends the one that waits, if any,
    // whose bytes came after those.
    private sealed class EndFlushTask(SendPipe pipe) : ILoopTask
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
