using System;

namespace FastHttp.Transports.OpenSsl;

/// <summary>The receiving direction.</summary>
internal sealed unsafe partial class OpenSslConnection
{
    private const int MaxRecordBytes = 16 * 1024;

    // Records that came while the receiver paused.
    private CarryBuffer _held;

    // Decrypted, but not consumed yet.
    private CarryBuffer _carry;

    // Why there will be no more, not told yet.
    private TransportError? _end;

    // Something waits for the receiver: records, decrypted bytes in OpenSSL, or the end.
    private bool _waits;
    private bool _posted;
    private bool _taking;
    private bool _isInnerPaused;

    // OpenSSL reads no more: the peer has said so, or has broken the rules.
    private bool _isReadEnded;
    private bool _isBroken;

    public int OnReceived(ReadOnlySpan<byte> data)
    {
        if (_held.Count != 0)
        {
            Hold(data);
            return data.Length;
        }

        fixed (byte* start = data)
        {
            RecordInput input = new(start, data.Length);
            Take(ref input);
            if (input.Left != 0 && !IsClosed && !_isReadEnded)
            {
                Hold(new ReadOnlySpan<byte>(input.Start, input.Left));
            }
        }

        return data.Length;
    }

    // Posted to itself to deliver what waits.
    void ILoopTask.Run()
    {
        _posted = false;
        if (IsClosed || IsPaused)
        {
            return;
        }

        _waits = false;
        TakeHeld();
        if (IsClosed || _waits)
        {
            return;
        }

        if (_end is { } end)
        {
            Fail(end, 0);
        }
        else if (_isInnerPaused)
        {
            _isInnerPaused = false;
            _inner.ResumeReceive();
        }
    }

    protected override void OnResumed()
    {
        if (_waits && !_taking)
        {
            PostSelf();
        }
    }

    private void PostSelf()
    {
        if (!_posted)
        {
            _posted = true;
            Loop.Post(this);
        }
    }

    private void Hold(ReadOnlySpan<byte> records)
    {
        records.CopyTo(_held.Reserve(records.Length));
        _held.Append(records.Length);
        _waits = true;
        if (!_isInnerPaused)
        {
            _isInnerPaused = true;
            _inner.PauseReceive();
        }
    }

    private void TakeHeld()
    {
        // Not in the field while it is read from: a close releases what is there.
        CarryBuffer held = _held;
        _held = default;
        fixed (byte* start = held.Span)
        {
            RecordInput input = new(start, held.Count);
            Take(ref input);
            held.Consume(held.Count - input.Left);
        }

        if (IsClosed)
        {
            held.Release();
        }
        else
        {
            _held = held;
        }
    }

    private void Take(ref RecordInput input)
    {
        _taking = true;
        if (_handler is not null)
        {
            ShakeHands(ref input);
        }

        bool more = _handler is null;
        while (more && !IsClosed && !_isReadEnded)
        {
            if (IsPaused)
            {
                _waits = true;
                break;
            }

            more = TakeRecords(ref input);
        }

        _taking = false;
        if (IsClosed)
        {
            _carry.Release();
        }
    }

    // Decrypts as much as there is room for, and delivers it at once. Returns whether there may be more.
    private bool TakeRecords(ref RecordInput input)
    {
        Span<byte> room = _carry.Count == 0
            ? new Span<byte>(_port.Plain, RecordPort.PlainBytes)
            : _carry.Reserve(MaxRecordBytes);
        int filled = 0;
        int count;
        fixed (byte* start = room)
        {
            // OpenSSL takes from the input what a record needs and no more. So without input there is nothing left, and
            // the call that would say so is spared.
            do
            {
                count = _port.Read(_ssl, start + filled, room.Length - filled, ref input);
                filled += Math.Max(count, 0);
            }
            while (count > 0 && filled < room.Length && input.Left != 0);
        }

        TransportError? end = count > 0 ? null : EndOf(count);
        SendOutput();
        if (filled != 0 && !IsClosed)
        {
            KeepSession();
            Deliver(room[..filled]);
        }

        if (end is { } error && !IsClosed)
        {
            End(error);
        }

        return count > 0 && filled == room.Length;
    }

    private void Deliver(ReadOnlySpan<byte> fresh)
    {
        if (_carry.Count == 0)
        {
            int consumed = Receiver!.OnReceived(fresh);
            if (consumed < fresh.Length && !IsClosed)
            {
                ReadOnlySpan<byte> rest = fresh[consumed..];
                rest.CopyTo(_carry.Reserve(rest.Length));
                _carry.Append(rest.Length);
            }
        }
        else
        {
            _carry.Append(fresh.Length);
            int consumed = Receiver!.OnReceived(_carry.Span);
            if (!IsClosed)
            {
                _carry.Consume(consumed);
            }
        }
    }

    // What a read that failed says of the end; null if it only says that records are missing.
    private TransportError? EndOf(int result)
    {
        int error = ErrorOf(result);
        if (error == LibSsl.ErrorWantRead)
        {
            return null;
        }

        _isReadEnded = true;
        _isBroken |= error != LibSsl.ErrorZeroReturn;
        return _isBroken ? TransportError.Reset : TransportError.None;
    }

    // OpenSSL says "failed" as soon as any call has left an error on this thread. Without it, it says what became of
    // this one: a failure is one still, by another number.
    private int ErrorOf(int result)
    {
        int error = LibSsl.ErrorOf(_ssl, result);
        if (error is LibSsl.ErrorWantRead or LibSsl.ErrorWantWrite or LibSsl.ErrorZeroReturn)
        {
            return error;
        }

        LibSsl.ClearErrors();
        return LibSsl.ErrorOf(_ssl, result);
    }

    private void End(TransportError error)
    {
        if (!IsPaused && !_waits)
        {
            Fail(error, 0);
            return;
        }

        _end ??= error;
        _waits = true;
        if (!IsPaused)
        {
            PostSelf();
        }
    }
}
