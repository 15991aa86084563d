using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>
/// The pull face of a push connection: a pipe whose writing end is fed on the loop. Both ends run inline, so a reader
/// that lives on the loop never changes threads. Back-pressure pauses the connection instead of growing the pipe.
/// </summary>
internal sealed class ReceivePipe : ITransportReceiver, ILoopTask
{
    private static readonly PipeOptions s_options = new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        useSynchronizationContext: false);

    private readonly TransportConnection _connection;
    private readonly Pipe _pipe = new(s_options);

    private readonly Resume _resume;

    private ReceivePipe(TransportConnection connection)
    {
        _connection = connection;
        _resume = new Resume(connection);
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
        ValueTask<FlushResult> flush = _pipe.Writer.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            if (flush.Result.IsCompleted)
            {
                _connection.Close();
            }
        }
        else
        {
            _connection.PauseReceive();
            _ = ResumeWhenReadAsync(this, flush);
        }

        return data.Length;

        static async Task ResumeWhenReadAsync(ReceivePipe self, ValueTask<FlushResult> flush)
        {
            await flush.ConfigureAwait(false);
            self._connection.Loop.Post(self._resume);
        }
    }

    public void OnClosed(TransportError error) =>
        _pipe.Writer.Complete(error == TransportError.None ? null : new TransportException(error));

    // A reader may run anywhere, the connection may be resumed only on its loop.
    private sealed class Resume(TransportConnection connection) : ILoopTask
    {
        public void Run() => connection.ResumeReceive();
    }
}
