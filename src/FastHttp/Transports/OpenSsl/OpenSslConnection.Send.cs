using System;

namespace FastHttp.Transports.OpenSsl;

/// <summary>The sending direction.</summary>
internal sealed unsafe partial class OpenSslConnection
{
    // The last words of a handshake and a first request together; more is not worth a copy.
    private const int MaxCorkBytes = 16 * 1024;

    private InnerSentTask? _innerSent;
    private bool _isWatching;

    public override bool TrySend(ReadOnlySpan<byte> data)
    {
        if (IsClosed || IsSendEnded)
        {
            return false;
        }

        if (_isCorked && _cork.Count + data.Length > MaxCorkBytes)
        {
            Uncork();
        }

        fixed (byte* start = data)
        {
            int done = 0;
            while (done < data.Length && !IsClosed)
            {
                int count = _port.Write(_ssl, start + done, Math.Min(data.Length - done, RecordPort.MaxPlainBytes));
                bool failed = count <= 0 && ErrorOf(count) != LibSsl.ErrorWantWrite;
                SendOutput();
                if (failed)
                {
                    BreakSend();
                    break;
                }

                done += Math.Max(count, 0);
            }
        }

        return true;
    }

    protected override void EndSend()
    {
        if (!_isBroken)
        {
            SendCloseNotify();
        }

        Uncork();
        _inner.ShutdownSend();
    }

    // RFC 9112 §9.8: before this side closes, or ends its stream.
    private void SendCloseNotify()
    {
        if (LibSsl.Shutdown(_ssl) < 0)
        {
            // In the middle of a message of the handshake's layer; the end is told by the transport alone.
            LibSsl.ClearErrors();
        }

        SendOutput();
    }

    // Hands on what OpenSSL has written.
    private void SendOutput()
    {
        if (!_port.HasOutput)
        {
            return;
        }

        // Cleared first: sending may call code that sends or receives. What is below has copied or sent the bytes
        // before it calls a handler.
        ReadOnlySpan<byte> output = _port.Output;
        _port.ClearOutput();
        if (_isCorked)
        {
            output.CopyTo(_cork.Reserve(output.Length));
            _cork.Append(output.Length);
            return;
        }

        _inner.TrySend(output);
        WatchUnsent();
    }

    private void WatchUnsent()
    {
        if (!_isWatching && _inner.HasUnsent)
        {
            _isWatching = true;
            _inner.NotifySent(_innerSent ??= new InnerSentTask(this));
        }
    }

    // OpenSSL refuses to encrypt: nothing that it was told can be trusted to arrive.
    private void BreakSend()
    {
        LibSsl.ClearErrors();
        _isBroken = true;
        _isReadEnded = true;
        _end = TransportError.Reset;
        _waits = true;
        if (!IsPaused)
        {
            PostSelf();
        }
    }

    private void OnInnerSent()
    {
        _isWatching = false;
        if (!IsClosed)
        {
            OnAllSent();
        }
    }

    private sealed class InnerSentTask(OpenSslConnection connection) : ILoopTask
    {
        public void Run() => connection.OnInnerSent();
    }
}
