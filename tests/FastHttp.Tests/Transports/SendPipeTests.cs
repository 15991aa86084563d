using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>
/// Flushes from outside the loop that are cancelled. What they post waits, so that a test decides what comes first.
/// </summary>
public sealed class SendPipeTests : IDisposable
{
    private readonly MemoryRig _rig = new();
    private readonly IPeer _peer;
    private readonly PipeWriter _output;

    // More than the connection takes at once.
    private readonly byte[] _flood = new byte[1024 * 1024];

    public SendPipeTests()
    {
        (TransportConnection connection, _peer, _) = _rig.OpenAttached();
        _output = connection.Output;
        new Random(63).NextBytes(_flood);
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_flush_does_not_end_with_the_bytes_of_one_that_was_cancelled()
    {
        Task<FlushResult> first = WriteElsewhere(_flood);
        Assert.True(_rig.MemoryLoop.RunPosted());
        Assert.False(first.IsCompleted);
        _output.CancelPendingFlush();
        Assert.True(Patience.Wait(first).IsCanceled);

        // The loop hears of the second only after the rest of the first has been sent.
        Task<FlushResult> second = WriteElsewhere("second"u8.ToArray());
        Assert.True(_flood.AsSpan().SequenceEqual(_peer.Receive(_flood.Length)));
        Assert.False(second.IsCompleted);
        Assert.True(_rig.MemoryLoop.RunPosted());
        Assert.False(Patience.Wait(second).IsCanceled);
        Assert.Equal("second"u8.ToArray(), _peer.Receive(6));
    }

    [Fact]
    public void A_flush_that_is_cancelled_before_the_loop_has_heard_of_it_hands_its_bytes_over()
    {
        Task<FlushResult> flush = WriteElsewhere("first"u8.ToArray());
        _output.CancelPendingFlush();
        Assert.True(Patience.Wait(flush).IsCanceled);
        Assert.Equal(0, _output.UnflushedBytes);
        Assert.Equal("first"u8.ToArray(), _peer.Receive(5));

        // What was posted for the first comes now, and leaves alone what is written meanwhile.
        _output.Write("second"u8);
        Assert.True(_rig.MemoryLoop.RunPosted());
        Assert.Equal(6, _output.UnflushedBytes);
        Assert.False(_output.FlushAsync().Result.IsCanceled);
        Assert.Equal("second"u8.ToArray(), _peer.Receive(6));
    }

    [Fact]
    public void A_token_that_is_cancelled_first_ends_the_flush_once_its_bytes_are_handed_over()
    {
        using CancellationTokenSource cancel = new();
        Task<FlushResult> flush = WriteElsewhere(_flood, cancel.Token);
        cancel.Cancel();
        Assert.False(flush.IsCompleted);
        Assert.True(_rig.MemoryLoop.RunPosted());
        Assert.ThrowsAny<OperationCanceledException>(() => Patience.Wait(flush));
        Assert.Equal(0, _output.UnflushedBytes);
        Assert.True(_flood.AsSpan().SequenceEqual(_peer.Receive(_flood.Length)));
    }

    private Task<FlushResult> WriteElsewhere(byte[] data, CancellationToken cancellationToken = default)
    {
        _rig.MemoryLoop.IsLeft = true;
        Task<FlushResult> flush = _output.WriteAsync(data, cancellationToken).AsTask();
        _rig.MemoryLoop.IsLeft = false;
        return flush;
    }
}
