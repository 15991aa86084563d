using System;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Buffers;
using FastHttp.Transports;

namespace FastHttp.Connections;

/// <summary>
/// The connection's output while a request body is streamed: passes everything on, counts it, and tells the deadlines
/// when a piece is handed over. Owned by one connection, used by one writer at a time, on any thread. The writer
/// continues on the loop only if it wants to.
/// </summary>
internal sealed class BodyOutput(
    HttpConnection connection, PipeWriter output, ExchangeDeadlines? deadlines, bool continueOnLoop)
    : PipeWriter
{
    private BlockingFlush? _blockingFlush;

    /// <summary>Whether the writer of this body blocks until a flush has ended.</summary>
    public bool IsBlocking { get; set; }

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
        if (IsBlocking)
        {
            return new((_blockingFlush ??= new BlockingFlush(connection.Loop, output)).Flush(cancellationToken));
        }

        ValueTask<FlushResult> flush = output.FlushAsync(cancellationToken);
        return continueOnLoop || flush.IsCompleted ? flush : FlushOffLoop(flush);
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<FlushResult> FlushOffLoop(ValueTask<FlushResult> flush)
    {
        try
        {
            return await flush.ConfigureAwait(false);
        }
        finally
        {
            // Also where it is cancelled, or fails: that is told on the loop, too.
            await LoopSwitch.ToPool;
        }
    }

    /// <summary>Does nothing: the output ends with the connection.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    // Begins and ends on the loop: a flush that ends while another thread asks for its end is told by the thread pool.
    private sealed class BlockingFlush(TransportLoop loop, PipeWriter output) : ILoopTask
    {
        private readonly BlockingWait _waiter = new();
        private FlushResult _result;
        private ExceptionDispatchInfo? _failure;
        private CancellationToken _token;

        public FlushResult Flush(CancellationToken cancellationToken)
        {
            _token = cancellationToken;
            loop.Post(this);
            _waiter.Wait();
            _failure?.Throw();
            return _result;
        }

        void ILoopTask.Run() => _ = FlushAsync();

        private async Task FlushAsync()
        {
            _failure = null;
            try
            {
                _result = await output.FlushAsync(_token).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // Thrown again on the thread that waits.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }

            _waiter.End();
        }
    }
}
