using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace FastHttp.Transports;

/// <summary>
/// Makes a connection of any duplex pipe: the portable way, used for TLS and for pipes that callers bring. One
/// long-lived method pumps what is pulled from the pipe into the receiver, so the protocol above is the same code as on
/// a transport that pushes. Loop-owned; the pipe may complete its operations on any thread.
/// Invariant: the pump alone completes the reader, and the thread that ends the last flush completes the writer.
/// </summary>
internal sealed class PipeConnection : LoopConnection, ILoopTask
{
    // Deliveries in a row without giving others of the loop their turn.
    private const int MaxDeliveriesPerTurn = 16;

    private readonly TransportLoop _loop;
    private readonly IDuplexPipe _pipe;
    private readonly IPipeOwner _owner;
    private readonly LoopGate _gate;
    private readonly LoopSwitch _switch;
    private readonly Action _onFlushed;
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _flush;

    // What was sent while a flush was under way: the writer must not be touched then.
    private CarryBuffer _unsent;
    private byte[] _gather = [];
    private long _left;
    private TransportError _sendError;
    private bool _flushing;
    private bool _pumping;

    public PipeConnection(TransportLoop loop, IDuplexPipe pipe, IPipeOwner owner)
        : base(connecting: null)
    {
        _loop = loop;
        _pipe = pipe;
        _owner = owner;
        _gate = new LoopGate(loop);
        _switch = new LoopSwitch(loop);
        _onFlushed = OnFlushed;
    }

    public override TransportLoop Loop => _loop;

    public override bool HasUnsent => _flushing && !IsClosed;

    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (IsClosed || IsSendEnded)
        {
            return false;
        }

        if (_flushing)
        {
            data.CopyTo(_unsent.Reserve(data.Length));
            _unsent.Append(data.Length);
        }
        else if (_sendError == TransportError.None)
        {
            Flush(data);
        }

        return true;
    }

    // A flush that ended on another thread continues here.
    void ILoopTask.Run() => EndFlush();

    protected override void OnResumed()
    {
        if (!_pumping)
        {
            _pumping = true;
            _ = PumpAsync();
        }

        _gate.Open();
    }

    protected override void EndSend()
    {
        if (_sendError == TransportError.None)
        {
            _owner.EndSend();
        }
    }

    protected override void Release(bool reset)
    {
        _unsent.Release();
        if (!_flushing)
        {
            CompleteOutput();
        }

        if (_pumping)
        {
            _pipe.Input.CancelPendingRead();
            _gate.Open();
        }
        else
        {
            CompleteInput();
        }

        _owner.Release(reset);
    }

    // Never fails: whatever the pipe throws is a reason.
    private async Task PumpAsync()
    {
        TransportError reason = TransportError.None;
        try
        {
            await _gate;
            reason = await PumpToEndAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            reason = ReasonOf(failure);
        }

        await _switch;
        Fail(_sendError == TransportError.None ? reason : _sendError, 0);
        CompleteInput();
        if (_gather.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_gather);
            _gather = [];
        }
    }

    private async ValueTask<TransportError> PumpToEndAsync()
    {
        int deliveries = 0;
        while (true)
        {
            ReadResult result = await _pipe.Input.ReadAsync().ConfigureAwait(false);
            await _switch;
            while (IsPaused && !IsClosed)
            {
                await _gate;
            }

            if (IsClosed)
            {
                return TransportError.None;
            }

            Deliver(result);
            if (result.IsCompleted)
            {
                return _owner.EndReason;
            }

            if (IsClosed || (result.IsCanceled && _sendError != TransportError.None))
            {
                return TransportError.None;
            }

            if (++deliveries % MaxDeliveriesPerTurn == 0)
            {
                _gate.Open();
                await _gate;
            }
        }
    }

    private void Deliver(in ReadResult result)
    {
        ReadOnlySequence<byte> buffer = result.Buffer;
        long length = buffer.Length;
        if (length <= _left)
        {
            // The end, or a cancelled read: nothing is new.
            _pipe.Input.AdvanceTo(buffer.Start, buffer.End);
            return;
        }

        int consumed = Receiver!.OnReceived(Contiguous(buffer));
        _left = length - consumed;
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
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, _gather.Length * 2));
            if (_gather.Length != 0)
            {
                ArrayPool<byte>.Shared.Return(_gather);
            }

            _gather = larger;
        }

        buffer.CopyTo(_gather);
        return _gather.AsSpan(0, length);
    }

    private void Flush(ReadOnlySpan<byte> data)
    {
        _flushing = true;
        try
        {
            _pipe.Output.Write(data);
            ValueTask<FlushResult> flush = _pipe.Output.FlushAsync();
            _flush = flush.ConfigureAwait(false).GetAwaiter();
        }
        catch (Exception failure)
        {
            _flushing = false;
            BreakSend(failure);
            return;
        }

        if (_flush.IsCompleted)
        {
            EndFlush();
        }
        else
        {
            _flush.UnsafeOnCompleted(_onFlushed);
        }
    }

    private void OnFlushed()
    {
        if (_loop.IsOnLoop)
        {
            EndFlush();
        }
        else
        {
            _loop.Post(this);
        }
    }

    private void EndFlush()
    {
        _flushing = false;
        try
        {
            _flush.GetResult();
        }
        catch (Exception failure)
        {
            BreakSend(failure);
        }

        if (IsClosed)
        {
            CompleteOutput();
        }
        else if (_unsent.Count != 0 && _sendError == TransportError.None)
        {
            // The pipe has its copy once the flush has begun.
            CarryBuffer next = _unsent;
            _unsent = default;
            Flush(next.Span);
            next.Release();
        }
        else
        {
            _unsent.Release();
            OnAllSent();
        }
    }

    // The receiving side tells it, once everything that came has been delivered.
    private void BreakSend(Exception failure)
    {
        if (_sendError == TransportError.None && !IsClosed)
        {
            _sendError = ReasonOf(failure);
            _pipe.Input.CancelPendingRead();
        }
    }

    private void CompleteInput()
    {
        try
        {
            _pipe.Input.Complete();
        }
#pragma warning disable CA1031 // The pipe is the caller's, and may throw anything.
        catch (Exception)
#pragma warning restore CA1031
        {
            // There is no receiver left to tell.
        }
    }

    private void CompleteOutput()
    {
        try
        {
            // With a reason, or some writers would flush here, and block.
            _pipe.Output.Complete(new TransportException(TransportError.Aborted));
        }
#pragma warning disable CA1031 // As with the input.
        catch (Exception)
#pragma warning restore CA1031
        {
            // There is no receiver left to tell.
        }
    }

    private static TransportError ReasonOf(Exception failure) =>
        failure is TransportException transport ? transport.Error : TransportError.Reset;
}
