using System;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp;

/// <summary>
/// The connection's output while a request body is streamed: passes everything on, counts it, and tells the deadlines
/// when a piece is handed over. Owned by one connection, used by one writer at a time, on any thread.
/// </summary>
internal sealed class BodyOutput(HttpConnection connection, PipeWriter output, ExchangeDeadlines? deadlines)
    : PipeWriter
{
    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    public override void Advance(int bytes)
    {
        connection.SentBytes += bytes;
        output.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        deadlines?.StartPiece();
        return output.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    /// <summary>Does nothing: the output ends with the connection.</summary>
    public override void Complete(Exception? exception = null)
    {
    }
}
