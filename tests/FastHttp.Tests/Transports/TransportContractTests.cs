using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>
/// What every transport promises, whatever it is made of; each derives and says how its rig is made. This file:
/// receiving. The test's thread is the peer, the transport's loop is the side under test.
/// </summary>
public abstract partial class TransportContractTests
{
    private protected abstract TransportRig CreateRig();

    [Fact]
    public void Bytes_are_delivered_whole_and_in_order()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(1_000_000, seed: 1);
            int sent = 0;
            foreach (int size in Sizes(data.Length, 40_000, seed: 2))
            {
                peer.Send(data.AsSpan(sent, size));
                sent += size;
            }

            Assert.True(data.AsSpan().SequenceEqual(receiver.WaitForData(data.Length)));
            Assert.False(rig.Run(() => connection.IsClosed));
            receiver.AssertRules();
        }
    }

    [Fact]
    public void Bytes_that_are_not_consumed_are_presented_again_with_more_behind()
    {
        using TransportRig rig = CreateRig();
        (_, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            // Messages of 5 bytes; nothing is consumed before a message is whole.
            receiver.Consume = bytes => bytes.Length / 5 * 5;
            byte[] data = Bytes(5 * 40, seed: 3);
            for (int index = 0; index < data.Length; index++)
            {
                int calls = receiver.Calls;
                peer.Send(data.AsSpan(index, 1));
                receiver.WaitForCalls(calls + 1);
            }

            Assert.Equal(data, receiver.WaitForData(data.Length));
            receiver.AssertRules();
        }
    }

    [Fact]
    public void A_receiver_that_waits_for_a_large_message_gets_it_contiguous()
    {
        const int Size = 700_001;
        using TransportRig rig = CreateRig();
        (_, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            receiver.Consume = static bytes => bytes.Length < Size ? 0 : Size;
            byte[] data = Bytes(Size + 3, seed: 4);
            peer.Send(data);
            Assert.True(data.AsSpan(0, Size).SequenceEqual(receiver.WaitForData(Size)));
            receiver.AssertRules();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(16 * 1024)]
    [InlineData(64 * 1024)]
    [InlineData((64 * 1024) + 1)]
    [InlineData(128 * 1024)]
    public void Data_with_the_end_right_behind_is_delivered_before_the_end(int size)
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        byte[] data = Bytes(size, seed: size);
        peer.SendAndClose(data);
        Assert.Equal(TransportError.None, receiver.WaitForEnd());
        Assert.True(data.AsSpan().SequenceEqual(receiver.Data));
        Assert.True(rig.Run(() => connection.IsClosed));
        Assert.Equal(1, receiver.ClosedCount);
        receiver.AssertRules();
    }

    [Fact]
    public void Data_and_end_that_came_before_the_receiver_was_attached_are_delivered()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        byte[] data = Bytes(1000, seed: 5);
        peer.SendAndClose(data);
        RecordingReceiver receiver = new();
        rig.Run(() => connection.Attach(receiver));
        Assert.Equal(TransportError.None, receiver.WaitForEnd());
        Assert.Equal(data, receiver.Data);
    }

    [Fact]
    public void Nothing_is_delivered_inside_Attach()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            peer.Send("x"u8);
            RecordingReceiver receiver = new();
            Assert.Equal(0, rig.Run(() =>
            {
                connection.Attach(receiver);
                return receiver.Calls;
            }));
            receiver.WaitForData(1);
        }
    }

    [Fact]
    public void The_end_alone_is_told_once()
    {
        using TransportRig rig = CreateRig();
        (_, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        peer.ShutdownSend();
        Assert.Equal(TransportError.None, receiver.WaitForEnd());
        rig.Run(static () => { });
        Assert.Equal(1, receiver.ClosedCount);
        Assert.Empty(receiver.Data);
        peer.Dispose();
    }

    [Fact]
    public void Nothing_is_delivered_while_paused_and_nothing_is_lost()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            peer.Send("one"u8);
            receiver.WaitForData(3);
            rig.Run(connection.PauseReceive);
            int calls = receiver.Calls;
            byte[] data = Bytes(20_000, seed: 6);
            peer.Send(data);

            // Another connection of the loop gets what its peer sent later: the loop has had its chance to misbehave.
            ExchangeOnAnotherConnection(rig);
            Assert.Equal(calls, receiver.Calls);
            rig.Run(() =>
            {
                connection.ResumeReceive();
                Assert.Equal(calls, receiver.Calls);
            });
            byte[] expected = [.. "one"u8, .. data];
            Assert.Equal(expected, receiver.WaitForData(expected.Length));
            receiver.AssertRules();
        }
    }

    [Fact]
    public void The_end_is_not_told_while_paused()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        rig.Run(connection.PauseReceive);
        byte[] data = Bytes(500, seed: 7);
        peer.SendAndClose(data);
        ExchangeOnAnotherConnection(rig);
        Assert.Equal(0, receiver.ClosedCount);
        Assert.Equal(0, receiver.Calls);
        rig.Run(connection.ResumeReceive);
        Assert.Equal(TransportError.None, receiver.WaitForEnd());
        Assert.Equal(data, receiver.Data);
    }

    [Fact]
    public void A_pause_inside_a_delivery_holds_until_a_later_resume()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            receiver.Consume = bytes =>
            {
                connection.PauseReceive();
                return bytes.Length;
            };
            byte[] data = Bytes(1_000_000, seed: 8);
            Task sending = rig.InBackground(() => peer.Send(data));
            int calls = 1;
            while (receiver.Data.Length < data.Length)
            {
                receiver.WaitForCalls(calls);
                rig.Run(() => Assert.Equal(calls, receiver.Calls));
                calls++;
                rig.Run(connection.ResumeReceive);
            }

            Patience.Wait(sending);
            Assert.True(data.AsSpan().SequenceEqual(receiver.Data));
            receiver.AssertRules();
        }
    }

    [Fact]
    public void A_resume_inside_the_delivery_that_paused_loses_nothing()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            receiver.Consume = bytes =>
            {
                connection.PauseReceive();
                connection.ResumeReceive();
                return bytes.Length;
            };
            byte[] data = Bytes(500_000, seed: 9);
            peer.Send(data);
            Assert.True(data.AsSpan().SequenceEqual(receiver.WaitForData(data.Length)));
            receiver.AssertRules();
        }
    }

    private protected static byte[] Bytes(int count, int seed)
    {
        byte[] data = new byte[count];
        new Random(seed).NextBytes(data);
        return data;
    }

    private protected static IEnumerable<int> Sizes(int total, int largest, int seed)
    {
        Random random = new(seed);
        while (total > 0)
        {
            int size = Math.Min(total, random.Next(1, largest + 1));
            total -= size;
            yield return size;
        }
    }

    private static void ExchangeOnAnotherConnection(TransportRig rig)
    {
        (TransportConnection other, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        peer.Send("later"u8);
        receiver.WaitForData(5);
        rig.Run(other.Close);
        peer.Dispose();
    }
}
