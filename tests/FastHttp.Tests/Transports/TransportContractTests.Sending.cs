using System;
using System.Threading;
using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>Sending.</summary>
public abstract partial class TransportContractTests
{
    private const int Flood = 12 * 1024 * 1024;

    [Fact]
    public void What_is_sent_arrives_in_order()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(100_000, seed: 11);
            rig.Run(() =>
            {
                int sent = 0;
                foreach (int size in Sizes(data.Length, 3_000, seed: 12))
                {
                    Assert.True(connection.TrySend(data.AsSpan(sent, size)));
                    sent += size;
                }

                Assert.True(connection.TrySend(default));
            });
            Assert.Equal(data, peer.Receive(data.Length));
        }
    }

    [Fact]
    public void A_send_to_a_peer_that_does_not_read_is_kept_and_its_end_is_told()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(Flood, seed: 13);
            SignalTask sent = new(() => !connection.HasUnsent);
            rig.Run(() =>
            {
                Assert.True(connection.TrySend(data.AsSpan(0, Flood - 10)));
                Assert.True(connection.HasUnsent);
                Assert.True(connection.TrySend(data.AsSpan(Flood - 10)));
                connection.NotifySent(sent);
                Assert.Equal(0, sent.Count);
            });
            Assert.True(data.AsSpan().SequenceEqual(peer.Receive(Flood)));
            sent.Wait();
            Assert.True(sent.Observed, "Told although bytes were left.");
            rig.Run(() => Assert.False(connection.HasUnsent));
            Assert.Equal(1, sent.Count);
        }
    }

    [Fact]
    public void NotifySent_tells_at_once_when_nothing_waits()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            SignalTask sent = new(() => true);
            rig.Run(() =>
            {
                connection.NotifySent(sent);
                Assert.Equal(1, sent.Count);
            });
        }
    }

    [Fact]
    public void NotifySent_tells_when_the_connection_closes_before_all_is_sent()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(Flood, seed: 14);
            SignalTask sent = new(() => connection.IsClosed);
            rig.Run(() =>
            {
                connection.TrySend(data);
                connection.NotifySent(sent);
                connection.Close();
            });
            sent.Wait();
            Assert.True(sent.Observed);
            Assert.Equal(1, sent.Count);
        }
    }

    [Fact]
    public void Sending_and_shutting_down_after_the_close_does_nothing()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            rig.Run(() =>
            {
                connection.Close();
                Assert.False(connection.TrySend("late"u8));
                Assert.False(connection.HasUnsent);
                connection.ShutdownSend();
                connection.PauseReceive();
                connection.ResumeReceive();
                connection.Close();
            });
            Assert.Equal(PeerEnd.InOrder, peer.ReceiveEnd());
            Assert.Equal(0, receiver.ClosedCount);
        }
    }

    [Fact]
    public void After_ShutdownSend_the_peer_sees_the_end_and_can_still_answer()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            rig.Run(() =>
            {
                connection.TrySend("question"u8);
                connection.ShutdownSend();
                Assert.False(connection.TrySend("too late"u8));
            });
            Assert.Equal("question"u8.ToArray(), peer.Receive(8));
            Assert.Equal(PeerEnd.InOrder, peer.ReceiveEnd());
            if (!rig.PeerHalfCloses)
            {
                // A peer that is itself one of our connections closes with the end of the stream.
                Assert.Equal(rig.EndOfClosedPeer, receiver.WaitForEnd());
                return;
            }

            peer.Send("answer"u8);
            Assert.Equal("answer"u8.ToArray(), receiver.WaitForData(6));
            peer.ShutdownSend();
            Assert.Equal(TransportError.None, receiver.WaitForEnd());
        }
    }

    [Fact]
    public void ShutdownSend_waits_for_what_is_unsent()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver _) = rig.OpenAttached();
        using (peer)
        {
            byte[] data = Bytes(Flood, seed: 15);
            rig.Run(() =>
            {
                connection.TrySend(data);
                connection.ShutdownSend();
            });
            Assert.True(data.AsSpan().SequenceEqual(peer.Receive(Flood)));
            Assert.Equal(PeerEnd.InOrder, peer.ReceiveEnd());
        }
    }

    [Fact]
    public void An_answer_that_came_before_the_peer_closed_is_delivered_although_sending_fails()
    {
        // RFC 9112 §9.5: the peer answers early and closes while we are still sending.
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        byte[] data = Bytes(Flood, seed: 16);
        rig.Run(() => Assert.True(connection.TrySend(data)));
        peer.SendAndClose("413"u8);
        TransportError end = receiver.WaitForEnd();
        Assert.Contains(end, new[] { TransportError.None, TransportError.Reset });
        Assert.Equal("413"u8.ToArray(), receiver.Data);
        Assert.Equal(1, receiver.ClosedCount);
        Assert.False(rig.Run(() => connection.TrySend("x"u8)));
    }

    [Fact]
    public void A_send_that_meets_a_reset_first_delivers_what_the_peer_had_sent()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        if (!rig.KeepsDataBeforeReset)
        {
            return;
        }

        // Not read before the reset is certain to have come, so that the send is the first to meet it.
        rig.Run(() =>
        {
            connection.TrySend("unread"u8);
            peer.Send("early answer"u8);
            peer.Reset();
            connection.TrySend("more"u8);
            connection.TrySend("and more"u8);
        });
        Assert.Equal(TransportError.Reset, receiver.WaitForEnd());
        Assert.Equal("early answer"u8.ToArray(), receiver.Data);
        Assert.Equal(1, receiver.ClosedCount);
    }

    private sealed class SignalTask(Func<bool> observe) : ILoopTask
    {
        private readonly ManualResetEventSlim _ran = new();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public bool Observed { get; private set; }

        public void Run()
        {
            Observed = observe();
            Interlocked.Increment(ref _count);
            _ran.Set();
        }

        public void Wait() => Patience.Wait(_ran, "a task");
    }
}
