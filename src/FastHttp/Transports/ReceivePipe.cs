using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>
/// The pull face of a push connection: a pipe whose writing end is fed on the loop. Both ends run inline, so a reader
/// that lives on the loop never changes threads. Back-pressure pauses the connection instead of growing the pipe; a
/// reader that completes leaves it paused. Loop-owned but for the reader, which may run anywhere.
/// </summary>
internal sealed class ReceivePipe : IPullReceiver, ILoopTask
{
    private static readonly PipeOptions s_options = new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        useSynchronizationContext: false);

    private readonly TransportConnection _connection;
    private readonly Pipe _pipe = new(s_options);
    private readonly ResumeTask _resume;
    private readonly Action _onPulled;

    // The flush that waits for the reader; one at a time, because nothing is delivered while it waits.
    private ValueTask<FlushResult> _flush;

    private ReceivePipe(TransportConnection connection)
    {
        _connection = connection;
        _resume = new ResumeTask(connection);
        _onPulled = OnPulled;
    }

    public PipeReader Reader => _pipe.Reader;

    public static ReceivePipe AttachTo(TransportConnection connection)
    {
        ReceivePipe pipe = new(connection);
        if (connection.Loop.IsOnLoop)
        {
            connection.Attach(pipe);
        }
        else
        {
            connection.Loop.Post(pipe);
        }

        return pipe;
    }

    void ILoopTask.Run() => _connection.Attach(this);

    public int OnReceived(ReadOnlySpan<byte> data)
    {
        _pipe.Writer.Write(data);
        try
        {
            Flush();
        }
        catch (Exception)
        {
            // What the reader completed with, which is its own business.
            _connection.PauseReceive();
        }

        return data.Length;
    }

    public void OnClosed(TransportError error) =>
        _pipe.Writer.Complete(error == TransportError.None ? null : new TransportException(error));

    private void Flush()
    {
        ValueTask<FlushResult> flush = _pipe.Writer.FlushAsync();
        _flush = flush;
        if (!_flush.IsCompletedSuccessfully)
        {
            _connection.PauseReceive();
            _flush.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onPulled);
        }
        else if (_flush.Result.IsCompleted)
        {
            _connection.PauseReceive();
        }
    }

    // On the reader's thread; the connection may be resumed only on its loop.
    private void OnPulled()
    {
        if (!_flush.IsFaulted && !_flush.Result.IsCompleted)
        {
            _connection.Loop.Post(_resume);
        }
    }

    private sealed class ResumeTask(TransportConnection connection) : ILoopTask
    {
        public void Run() => connection.ResumeReceive();
    }
}
