using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>The pull face: Input and Output.</summary>
public abstract partial class TransportContractTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(200_000)]
    public void An_echo_through_the_pipes_returns_every_byte(int largest)
    {
        int total = largest < 10_000 ? 500_000 : 8 * 1024 * 1024;
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            Task echo = rig.Run(() => EchoAsync(connection));
            byte[] data = Bytes(total, seed: largest);
            if (rig.IsThreadSafe)
            {
                Task sending = rig.InBackground(() => SendAll(peer, data, largest));
                Assert.True(data.AsSpan().SequenceEqual(peer.Receive(total)));
                Patience.Wait(sending);
            }
            else
            {
                // One thread is both ends: it cannot send for ever without reading.
                int sent = 0;
                foreach (int size in Sizes(total, largest, seed: 37))
                {
                    peer.Send(data.AsSpan(sent, size));
                    Assert.True(data.AsSpan(sent, size).SequenceEqual(peer.Receive(size)));
                    sent += size;
                }
            }

            peer.ShutdownSend();
            Patience.Wait(echo);
        }
    }

    [Fact]
    public void A_flush_to_a_peer_that_does_not_read_ends_when_it_reads()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(Flood, seed: 31);
            Task<FlushResult> flush = rig.Run(() => connection.Output.WriteAsync(data).AsTask());
            rig.Run(() => Assert.False(flush.IsCompleted));
            Assert.True(data.AsSpan().SequenceEqual(peer.Receive(Flood)));
            Assert.False(Patience.Wait(flush).IsCompleted);
        }
    }

    [Fact]
    public void Bytes_that_the_reader_does_not_pull_stay_with_the_sender()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            rig.Run(() => connection.Input);
            byte[] data = Bytes(4 * 1024 * 1024, seed: 32);
            Task sending = rig.InBackground(() => peer.Send(data));
            Task<int> reading = rig.Run(() => CountAsync(connection.Input));
            Patience.Wait(sending);
            peer.ShutdownSend();
            Assert.Equal(data.Length, Patience.Wait(reading));
        }
    }

    [Fact]
    public void A_flush_from_another_thread_is_carried_out_on_the_loop()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(100_000, seed: 33);
            FlushResult result = default;
            rig.RunElsewhere(() => result = connection.Output.WriteAsync(data).AsTask().GetAwaiter().GetResult());
            Assert.False(result.IsCompleted);
            Assert.Equal(data, peer.Receive(data.Length));
        }
    }

    [Fact]
    public void A_reader_that_fails_stops_the_receiving_and_leaves_the_connection_open()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            rig.Run(() => connection.Input.Complete(new InvalidOperationException("The reader's own.")));
            peer.Send("nobody reads this"u8);
            rig.Run(() => Assert.True(connection.TrySend("still open"u8)));
            Assert.Equal("still open"u8.ToArray(), peer.Receive(10));
            rig.Run(() => Assert.False(connection.IsClosed));
        }
    }

    [Fact]
    public void A_broken_connection_fails_the_reader_with_the_reason()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            Task<int> reading = rig.Run(() => CountAsync(connection.Input));
            rig.RunElsewhere(connection.Abort);
            Exception failure = Assert.ThrowsAny<Exception>(() => Patience.Wait(reading));
            Assert.Equal(TransportError.Aborted, Assert.IsType<TransportException>(failure).Error);
        }
    }

    [Fact]
    public void Close_ends_a_read_and_a_flush_that_wait()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            Task<int> reading = rig.Run(() => CountAsync(connection.Input));
            Task<FlushResult> flush = rig.Run(() => connection.Output.WriteAsync(new byte[Flood]).AsTask());
            rig.Run(connection.Close);
            Assert.True(Patience.Wait(flush).IsCompleted);
            Exception failure = Assert.ThrowsAny<Exception>(() => Patience.Wait(reading));
            Assert.IsType<TransportException>(failure);
        }
    }

    [Fact]
    public void A_cancelled_flush_ends_early_and_its_bytes_still_arrive()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(Flood, seed: 34);
            using CancellationTokenSource cancel = new();
            Task<FlushResult> first = rig.Run(() => connection.Output.WriteAsync(data).AsTask());
            rig.Run(connection.Output.CancelPendingFlush);
            Assert.True(Patience.Wait(first).IsCanceled);
            Task<FlushResult> second = rig.Run(
                () => connection.Output.WriteAsync("tail"u8.ToArray(), cancel.Token).AsTask());
            rig.RunElsewhere(cancel.Cancel);
            Exception failure = Assert.ThrowsAny<Exception>(() => Patience.Wait(second));
            Assert.IsAssignableFrom<OperationCanceledException>(failure);
            Assert.True(data.AsSpan().SequenceEqual(peer.Receive(Flood)));
            Assert.Equal("tail"u8.ToArray(), peer.Receive(4));
        }
    }

    [Fact]
    public void Completing_the_output_sends_what_was_written_and_ends_the_stream()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            rig.Run(() =>
            {
                connection.Output.Write("last words"u8);
                connection.Output.Complete();
            });
            Assert.Equal("last words"u8.ToArray(), peer.Receive(10));
            Assert.Equal(PeerEnd.InOrder, peer.ReceiveEnd());
        }
    }

    private static void SendAll(IPeer peer, byte[] data, int largest)
    {
        int sent = 0;
        foreach (int size in Sizes(data.Length, largest, seed: 35))
        {
            peer.Send(data.AsSpan(sent, size));
            sent += size;
        }
    }

    private static async Task EchoAsync(TransportConnection connection)
    {
        Random random = new(36);
        while (true)
        {
            ReadResult result = await connection.Input.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (buffer.IsEmpty && result.IsCompleted)
            {
                return;
            }

            // Random shares, so that bytes are left in the pipe at any place.
            long share = 1 + random.NextInt64(buffer.Length);
            ReadOnlySequence<byte> echoed = buffer.Slice(0, share);
            foreach (ReadOnlyMemory<byte> part in echoed)
            {
                connection.Output.Write(part.Span);
            }

            connection.Input.AdvanceTo(echoed.End);
            await connection.Output.FlushAsync().ConfigureAwait(false);
        }
    }

    private static async Task<int> CountAsync(PipeReader reader)
    {
        int count = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
            count += (int)result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return count;
            }
        }
    }
}
