using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Http1;

namespace FastHttp.Messages;

/// <summary>
/// What a body producer writes to. Collects a piece, then passes it on, as a chunk if the length is unknown. Owned by
/// one request and reused by it; used by the producer only while it runs. The message becomes complete in TryFinish
/// and nowhere else: the last chunk, or the last byte of a known length, is held back until the producer has returned.
/// </summary>
internal sealed class RequestBodyWriter : PipeWriter
{
    private const int PieceBytes = 16 * 1024;

    private readonly MessageBuffer _piece = new();
    private PipeWriter _output = null!;
    private long _length;
    private long _written;
    private bool _isOpen;
    private FastHttpRequest? _request;

    /// <summary>Whether the producer may add trailers now.</summary>
    internal bool TakesTrailers => _isOpen && _length < 0;

    /// <summary>More was written than the declared length.</summary>
    internal bool IsOverrun => _length >= 0 && _written > _length;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _piece.Length;

    public override void Advance(int bytes)
    {
        ((IBufferWriter<byte>)_piece).Advance(bytes);
        _written += bytes;
        if (IsOverrun)
        {
            throw new InvalidOperationException("The body is longer than was declared.");
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Prepare();
        return ((IBufferWriter<byte>)_piece).GetMemory(Math.Max(sizeHint, 1));
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        Prepare();
        return ((IBufferWriter<byte>)_piece).GetSpan(Math.Max(sizeHint, 1));
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        PassOn(isLast: false);
        return _output.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => _output.CancelPendingFlush();

    /// <summary>Does nothing: the body ends when the producer returns.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    internal void Begin(PipeWriter output, long length, FastHttpRequest request)
    {
        _output = output;
        _request = request;
        _length = length;
        _written = 0;
        _piece.Clear();
        _isOpen = true;
    }

    /// <summary>Writes what completes the message; false, and nothing, if the length is not as declared.</summary>
    internal bool TryFinish()
    {
        _isOpen = false;
        if (_length >= 0 && _written != _length)
        {
            return false;
        }

        PassOn(isLast: true);
        if (_length < 0)
        {
            // RFC 9112 §7.1.2: the trailers stand between the last chunk and the end.
            _output.Write("0\r\n"u8);
            if (_request!.TrailerFields is { } trailers)
            {
                _output.Write(trailers.Lines);
            }

            _output.Write("\r\n"u8);
        }

        return true;
    }

    /// <summary>Lets go of the connection.</summary>
    internal void End(int maxRetained)
    {
        _isOpen = false;
        _request = null;
        _output = null!;
        _piece.Retire(maxRetained);
    }

    private void Prepare()
    {
        if (!_isOpen)
        {
            throw new InvalidOperationException("The body has ended.");
        }

        if (_piece.Length >= PieceBytes)
        {
            PassOn(isLast: false);
        }
    }

    private void PassOn(bool isLast)
    {
        // A chunk of no bytes would end the body.
        if (_piece.Length == 0)
        {
            return;
        }

        if (_length < 0)
        {
            Span<byte> size = stackalloc byte[18];
            Utf8Formatter.TryFormat(_piece.Length, size, out int digits, new StandardFormat('x'));
            size[digits] = HttpSyntax.Cr;
            size[digits + 1] = HttpSyntax.Lf;
            _output.Write(size[..(digits + 2)]);
            _output.Write(_piece.Written);
            _output.Write("\r\n"u8);
            _piece.Clear();
            return;
        }

        int count = isLast || _written < _length ? _piece.Length : _piece.Length - 1;
        _output.Write(_piece.Written[..count]);
        _piece.Remove(0, count);
    }
}
