using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Connections;
using FastHttp.Tests.Transports;
using Testing;

namespace FastHttp.Tests.Connections;

/// <summary>Where the writer of a request body goes on.</summary>
public sealed class BodyOutputTests
{
    [Theory, InlineData(false), InlineData(true)]
    public void A_writer_that_does_not_want_the_loop_leaves_it_however_its_flush_ends(bool isCancelled)
    {
        Pipe pipe = new(new PipeOptions(
            pauseWriterThreshold: 1,
            resumeWriterThreshold: 1,
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            useSynchronizationContext: false));
        HttpConnection connection = TestConnection.Open(new ScriptedPeer().Loop);
        BodyOutput output = new(connection, pipe.Writer, deadlines: null, continueOnLoop: false);
        using CancellationTokenSource cancel = new();
        Task<int> writing = WriteAsync(output, cancel.Token);
        Assert.False(writing.IsCompleted);

        // Ends the flush on this thread, which then waits: so who goes on here has not left it.
        if (isCancelled)
        {
            cancel.Cancel();
        }
        else
        {
            pipe.Reader.Complete();
        }

        Assert.NotEqual(Environment.CurrentManagedThreadId, Patience.Wait(writing));
    }

    private static async Task<int> WriteAsync(BodyOutput output, CancellationToken cancellationToken)
    {
        output.Write("more than there is room for"u8);
        try
        {
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Either way, where this goes on is what counts.
        }

        return Environment.CurrentManagedThreadId;
    }
}
