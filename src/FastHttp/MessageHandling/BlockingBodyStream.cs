using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace FastHttp.MessageHandling;

/// <summary>
/// What a content writes to on the thread of a synchronous call: each write returns when the connection has taken it.
/// </summary>
/// <param name="output">Takes the body. Its flushes end without help of the thread pool.</param>
/// <param name="stop">Ends the writing when no more of the body is wanted.</param>
internal sealed class BlockingBodyStream(PipeWriter output, CancellationToken stop) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        stop.ThrowIfCancellationRequested();
        output.Write(buffer);
        Flush();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        ValueTask<FlushResult> flush = output.FlushAsync(stop);
        Debug.Assert(flush.IsCompleted, "The output blocks.");
        flush.GetAwaiter().GetResult();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
