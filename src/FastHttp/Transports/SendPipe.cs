using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace FastHttp.Transports;

/// <summary>
/// The pipe face of a connection's sending direction. Octets gather in one pooled buffer until a flush hands them to the
/// connection; the flush completes when the system has taken all of them. One writer at a time, on any thread.
/// </summary>
internal sealed class SendPipe : PipeWriter, ILoopTask, IValueTaskSource<FlushResult>
{
    private const int MinimumBufferBytes = 4096;

    private readonly TransportConnection _connection;
    private readonly SentTask _sent;
    private ManualResetValueTaskSourceCore<FlushResult> _source;
    private byte[] _buffer = [];
    private int _count;
    private bool _completed;

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
        cancellationToken.ThrowIfCancellationRequested();
        if (_completed || _count == 0)
        {
            return new(new FlushResult(isCanceled: false, isCompleted: _completed || _connection.IsClosed));
        }

        if (_connection.Loop.IsOnLoop && SendNow(out FlushResult result))
        {
            return new(result);
        }

        _source.Reset();
        ValueTask<FlushResult> task = new(this, _source.Version);
        if (_connection.Loop.IsOnLoop)
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
            _source.SetResult(result);
        }
        else
        {
            _connection.NotifySent(_sent);
        }
    }

    public override void CancelPendingFlush()
    {
        // A flush is over as soon as the system took the octets; the only way to end it early is to abort.
        _connection.Abort();
    }

    public override void Complete(Exception? exception = null)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        if (_buffer.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _count = 0;
        }

        if (exception is null)
        {
            _connection.Loop.Execute(static connection => connection.ShutdownSend(), _connection);
        }
        else
        {
            _connection.Abort();
        }
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

    private void Reserve(int sizeHint)
    {
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
        public void Run() => pipe._source.SetResult(
            new FlushResult(isCanceled: false, isCompleted: pipe._connection.IsClosed));
    }
}
