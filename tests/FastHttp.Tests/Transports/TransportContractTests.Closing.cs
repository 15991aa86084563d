using FastHttp.Transports;

namespace FastHttp.Tests.Transports;

/// <summary>Connecting, closing, breaking.</summary>
public abstract partial class TransportContractTests
{
    [Fact]
    public void A_refused_connect_tells_the_systems_error()
    {
        using TransportRig rig = CreateRig();
        ConnectRecorder recorder = new();
        rig.Run(() => rig.ConnectToNowhere(recorder));
        recorder.Wait();
        Assert.Equal(TransportError.Refused, recorder.Error);
        Assert.Equal(rig.RefusedErrorNumber, recorder.SystemError);
        Assert.Equal(1, recorder.Calls);
    }

    [Fact]
    public void Close_silences_the_receiver_and_ends_the_peers_stream()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            rig.Run(() =>
            {
                connection.TrySend("bye"u8);
                connection.Close();
                Assert.True(connection.IsClosed);
            });
            Assert.Equal("bye"u8.ToArray(), peer.Receive(3));
            Assert.Equal(PeerEnd.InOrder, peer.ReceiveEnd());
            ExchangeOnAnotherConnection(rig);
            Assert.Equal(0, receiver.ClosedCount);
            Assert.Equal(0, receiver.Calls);
        }
    }

    [Fact]
    public void Close_inside_a_delivery_silences_the_receiver()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            receiver.Consume = bytes =>
            {
                connection.Close();
                return 0;
            };
            peer.Send(Bytes(100, seed: 21));
            receiver.WaitForCalls(1);
            ExchangeOnAnotherConnection(rig);
            Assert.Equal(1, receiver.Calls);
            Assert.Equal(0, receiver.ClosedCount);
            Assert.True(connection.IsClosed);
        }
    }

    [Fact]
    public void Abort_inside_a_delivery_tells_the_receiver_once_and_delivers_no_more()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            receiver.Consume = bytes =>
            {
                connection.Abort();
                connection.Abort();
                return bytes.Length;
            };
            peer.Send(Bytes(100, seed: 22));
            Assert.Equal(TransportError.Aborted, receiver.WaitForEnd());
            ExchangeOnAnotherConnection(rig);
            Assert.Equal(1, receiver.ClosedCount);
            Assert.Equal(1, receiver.Calls);
        }
    }

    [Fact]
    public void Abort_from_other_threads_tells_the_receiver_once()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            rig.RunElsewhere(connection.Abort);
            rig.RunElsewhere(connection.Abort);
            Assert.Equal(TransportError.Aborted, receiver.WaitForEnd());
            ExchangeOnAnotherConnection(rig);
            Assert.Equal(1, receiver.ClosedCount);
            rig.Run(() => Assert.False(connection.TrySend("x"u8)));
        }
    }

    [Fact]
    public void Abort_before_a_receiver_is_attached_is_told_to_the_receiver_that_comes()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            rig.RunElsewhere(connection.Abort);
            RecordingReceiver receiver = new();
            rig.Run(() => connection.Attach(receiver));
            Assert.Equal(TransportError.Aborted, receiver.WaitForEnd());
        }
    }

    [Fact]
    public void Abort_while_connecting_is_told_to_the_handler_once()
    {
        using TransportRig rig = CreateRig();
        ConnectRecorder recorder = new();
        rig.Run(() =>
        {
            TransportConnection? connection = rig.Loop.Connect(rig.EndPoint, null, recorder);
            Assert.Equal(0, recorder.Calls);
            connection!.Abort();
        });
        recorder.Wait();
        ExchangeOnAnotherConnectionAfter(rig);
        Assert.Equal(TransportError.Aborted, recorder.Error);
        Assert.Null(recorder.Connection);
        Assert.Equal(1, recorder.Calls);
    }

    [Fact]
    public void Close_while_connecting_silences_the_handler()
    {
        using TransportRig rig = CreateRig();
        ConnectRecorder recorder = new();
        rig.Run(() => rig.Loop.Connect(rig.EndPoint, null, recorder)!.Close());
        ExchangeOnAnotherConnectionAfter(rig);
        Assert.Equal(0, recorder.Calls);
    }

    [Fact]
    public void A_reset_is_told_after_the_data_the_system_still_has()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        byte[] expected = [];
        if (rig.KeepsDataBeforeReset)
        {
            expected = Bytes(3000, seed: 23);
            peer.Send(expected);
        }

        // An unread byte at the peer: a Unix-domain socket has no other way to reset.
        rig.Run(() => connection.TrySend("x"u8));
        peer.Reset();
        Assert.Equal(TransportError.Reset, receiver.WaitForEnd());
        Assert.Equal(expected, receiver.Data);
        Assert.Equal(1, receiver.ClosedCount);
    }

    [Fact]
    public void Disposing_the_loop_aborts_what_is_open_and_what_connects()
    {
        using TransportRig rig = CreateRig();
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            ConnectRecorder pending = new();
            rig.Run(() =>
            {
                rig.Loop.Connect(rig.EndPoint, null, pending);
                rig.Loop.Dispose();
            });
            rig.Loop.Dispose();
            Assert.Equal(TransportError.Aborted, receiver.WaitForEnd());
            pending.Wait();
            Assert.True(connection.IsClosed);
            Assert.Equal(TransportError.Aborted, pending.Error);
            Assert.Equal(1, pending.Calls);
            Assert.Equal(1, receiver.ClosedCount);
            Assert.Equal(PeerEnd.InOrder, peer.ReceiveEnd());
        }
    }

    [Fact]
    public void Disposing_the_loop_refuses_the_reconnects_of_those_it_aborts()
    {
        using TransportRig rig = CreateRig();
        (_, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            ConnectRecorder again = new();
            receiver.Ended = () => rig.Loop.Connect(rig.EndPoint, null, again);
            rig.Loop.Dispose();
            again.Wait();
            Assert.Equal(TransportError.Aborted, again.Error);
        }
    }

    [Fact]
    public void Many_connections_come_and_go()
    {
        using TransportRig rig = CreateRig();
        for (int round = 0; round < 20; round++)
        {
            (TransportConnection first, IPeer firstPeer, RecordingReceiver firstReceiver) = rig.OpenAttached();
            (TransportConnection second, IPeer secondPeer, RecordingReceiver secondReceiver) = rig.OpenAttached();

            // Whichever is first in a turn closes the other, whose event of the same turn is then stale.
            firstReceiver.Consume = bytes => CloseOther(second, bytes);
            secondReceiver.Consume = bytes => CloseOther(first, bytes);
            rig.Run(() =>
            {
                firstPeer.Send("a"u8);
                secondPeer.Send("b"u8);
            });
            Patience.WaitUntil(rig, () => first.IsClosed || second.IsClosed);
            rig.Run(() => Assert.True(first.IsClosed ^ second.IsClosed));
            rig.Run(first.Close);
            rig.Run(second.Close);
            firstPeer.Dispose();
            secondPeer.Dispose();
        }

        static int CloseOther(TransportConnection other, byte[] bytes)
        {
            other.Close();
            return bytes.Length;
        }
    }

    private static void ExchangeOnAnotherConnectionAfter(TransportRig rig)
    {
        // The given-up attempt may have reached the listener before it was given up.
        ConnectRecorder recorder = new();
        rig.Run(() => rig.Loop.Connect(rig.EndPoint, null, recorder));
        recorder.Wait();
        Assert.NotNull(recorder.Connection);
        rig.Run(recorder.Connection.Close);
    }
}
