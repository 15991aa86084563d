using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>
/// Makes a connection of any duplex pipe: the portable way, used for TLS and for pipes that callers bring. One
/// long-lived method pumps what is pulled from the pipe into the receiver, so the protocol above is the same code as on
/// a transport that pushes.
/// </summary>
internal sealed class PipeConnection : TransportConnection, ILoopTask
{
    private readonly TransportLoop _loop;
    private readonly IDuplexPipe _pipe;
    private readonly Action _release;
    private ITransportReceiver? _receiver;
    private ILoopTask? _sentTask;
    private byte[] _gather = [];
    private TaskCompletionSource? _resume;
    private bool _paused;
    private bool _flushing;
    private bool _flushAgain;
    private bool _closed;

    /// <param name="loop">Where callbacks run.</param>
    /// <param name="pipe">The octets.</param>
    /// <param name="release">Closes what lies under the pipe; called once, on the loop.</param>
    public PipeConnection(TransportLoop loop, IDuplexPipe pipe, Action release)
    {
        _loop = loop;
        _pipe = pipe;
        _release = release;
    }

    public override TransportLoop Loop => _loop;

    public override bool IsClosed => _closed;

    public override bool HasUnsent => _flushing && !_closed;

    public override void Attach(ITransportReceiver receiver)
    {
        _receiver = receiver;
        _ = PumpAsync();
    }

    public override void PauseReceive() => _paused = true;

    public override void ResumeReceive()
    {
        _paused = false;
        TaskCompletionSource? resume = _resume;
        _resume = null;
        resume?.SetResult();
    }

    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (_closed)
        {
            return false;
        }

        _pipe.Output.Write(data);
        if (_flushing)
        {
            _flushAgain = true;
        }
        else
        {
            Flush();
        }

        return true;
    }

    public override void NotifySent(ILoopTask task)
    {
        if (HasUnsent)
        {
            _sentTask = task;
        }
        else
        {
            task.Run();
        }
    }

    public override void ShutdownSend() => _pipe.Output.Complete();

    public override void Close()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _receiver = null;
        _pipe.Input.CancelPendingRead();
        ResumeReceive();
        _release();
        RunSentTask();
    }

    public override void Abort() => _loop.Execute(static connection => connection.Fail(TransportError.Aborted), this);

    // A flush that ended on another thread continues here.
    void ILoopTask.Run() => EndFlush();

    private async Task PumpAsync()
    {
        TransportError reason = TransportError.None;
        try
        {
            while (true)
            {
                ReadResult result = await _pipe.Input.ReadAsync().ConfigureAwait(false);
                if (!_loop.IsOnLoop)
                {
                    await new LoopSwitch(_loop);
                }

                if (_closed)
                {
                    return;
                }

                Deliver(result);
                if (result.IsCompleted || _closed)
                {
                    break;
                }

                if (_paused)
                {
                    _resume = new TaskCompletionSource();
                    await _resume.Task.ConfigureAwait(false);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or ObjectDisposedException)
        {
            reason = failure is TransportException transport ? transport.Error : TransportError.Reset;
        }

        _loop.Execute(static state => state.Self.Fail(state.Reason), (Self: this, Reason: reason));
    }

    private void Deliver(in ReadResult result)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        if (buffer.IsEmpty)
        {
            _pipe.Input.AdvanceTo(buffer.End);
            return;
        }

        int consumed = _receiver!.OnReceived(Contiguous(buffer));
        _pipe.Input.AdvanceTo(buffer.GetPosition(consumed), buffer.End);
    }

    private ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment)
        {
            return buffer.FirstSpan;
        }

        int length = (int)buffer.Length;
        if (_gather.Length < length)
        {
            _gather = new byte[Math.Max(length, _gather.Length * 2)];
        }

        buffer.CopyTo(_gather);
        return _gather.AsSpan(0, length);
    }

    private void Flush()
    {
        _flushing = true;
        ValueTask<FlushResult> flush = _pipe.Output.FlushAsync();
        if (flush.IsCompleted)
        {
            Observe(flush);
            EndFlush();
        }
        else
        {
            _ = FlushSlowAsync(this, flush);
        }

        static async Task FlushSlowAsync(PipeConnection self, ValueTask<FlushResult> flush)
        {
            try
            {
                await flush.ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The receiving side tells how the connection ended.
            }

            if (self._loop.IsOnLoop)
            {
                self.EndFlush();
            }
            else
            {
                self._loop.Post(self);
            }
        }
    }

    private static void Observe(ValueTask<FlushResult> flush)
    {
        try
        {
            flush.GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            // As in the slow path.
        }
    }

    private void EndFlush()
    {
        _flushing = false;
        if (_closed)
        {
            return;
        }

        if (_flushAgain)
        {
            _flushAgain = false;
            Flush();
            return;
        }

        RunSentTask();
    }

    private void Fail(TransportError reason)
    {
        ITransportReceiver? receiver = _receiver;
        if (!_closed)
        {
            Close();
            receiver?.OnClosed(reason);
        }
    }

    private void RunSentTask()
    {
        ILoopTask? task = _sentTask;
        _sentTask = null;
        task?.Run();
    }
}
