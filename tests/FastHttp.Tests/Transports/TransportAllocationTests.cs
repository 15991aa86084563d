using System;
using System.Net.Sockets;
using System.Threading;
using FastHttp.Transports;
using FastHttp.Transports.Linux;
using FastHttp.Transports.Memory;
using FastHttp.Transports.Sockets;
using Testing;

namespace FastHttp.Tests.Transports;

/// <summary>
/// After warm-up an exchange allocates nothing. Measured over the whole process where other threads take part, so no
/// other test may run beside these.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class TransportAllocationTests
{
    private const int Rounds = 100_000;
    private const int RoundsOnMemory = 100;

    [Fact]
    public void A_round_on_epoll_allocates_nothing() =>
        Assert.InRange(BytesPerRound(EpollTransport.Instance, wasteful: false), 0, 0.999);

    [Fact]
    public void A_round_on_sockets_allocates_nothing() =>
        Assert.InRange(BytesPerRound(SocketTransport.Instance, wasteful: false), 0, 0.999);

    // The peer's thread allocates; what the loop's does is looked at alone.
    [Theory, InlineData(false, 0L), InlineData(true, 32L)]
    public void A_round_of_TLS_on_epoll_allocates_nothing_on_the_loop(bool wasteful, long bytes)
    {
        const int TlsRounds = 2000;
        using TlsRig rig = new(new SocketRig(EpollTransport.Instance, AddressFamily.InterNetwork), TlsKind.OpenSsl);
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            Responder responder = new(TlsRounds, wasteful);
            Thread echo = new(() => Echo(peer, 2 * TlsRounds)) { IsBackground = true };
            echo.Start();
            rig.Run(() => responder.Attach(connection));
            responder.BeginAndWait(rig);
            responder.BeginAndWait(rig);
            Assert.InRange(responder.LoopBytes, bytes * TlsRounds, (bytes * TlsRounds) + (TlsRounds / 2));
            rig.Run(connection.Close);
            Assert.True(echo.Join(Patience.Milliseconds));
        }
    }

    [Fact]
    public void The_check_sees_a_round_that_allocates() =>
        Assert.True(BytesPerRound(EpollTransport.Instance, wasteful: true) >= 24);

    [Fact]
    public void A_round_on_memory_allocates_exactly_nothing()
    {
        Assert.Equal(0, BytesOnMemory(wasteful: false));
        Assert.True(BytesOnMemory(wasteful: true) >= 24 * RoundsOnMemory, "The check cannot fail.");
    }

    private static long BytesOnMemory(bool wasteful)
    {
        Responder far = new(long.MaxValue, wasteful: false);
        MemoryTransport transport = new(far.Attach);
        using MemoryLoop loop = transport.CreateMemoryLoop();
        Responder near = new(RoundsOnMemory, wasteful);
        ConnectRecorder recorder = new() { Connected = near.Attach };
        loop.Connect(new System.Net.IPEndPoint(0, 1), null, recorder);
        return AllocationAssert.Least(near.Begin);
    }

    private static double BytesPerRound(Transport transport, bool wasteful)
    {
        using SocketRig rig = new(transport, AddressFamily.InterNetwork);
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            Thread echo = new(() => Echo(((SocketPeer)peer).Socket)) { IsBackground = true };
            echo.Start();
            Responder responder = new(Rounds, wasteful);
            rig.Run(() => responder.Attach(connection));
            responder.BeginAndWait(rig);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            responder.BeginAndWait(rig);
            long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
            rig.Run(connection.Close);
            Assert.True(echo.Join(Patience.Milliseconds));
            return (double)bytes / Rounds;
        }
    }

    private static void Echo(Socket socket)
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (true)
        {
            int count = socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (count == 0 || error != SocketError.Success)
            {
                return;
            }

            socket.Send(buffer[..count], SocketFlags.None, out _);
        }
    }

    private static void Echo(IPeer peer, int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            peer.Send(peer.Receive(4));
        }
    }

    // Sends back what comes, so often.
    private sealed class Responder(long rounds, bool wasteful) : ITransportReceiver
    {
        private readonly AutoResetEvent _done = new(false);
        private TransportConnection? _connection;
        private long _left;

        public static byte[]? Waste { get; private set; }

        // What the loop's thread has allocated since the last beginning.
        public long LoopBytes { get; private set; }

        public void Attach(TransportConnection connection)
        {
            _connection = connection;
            _left = rounds;
            connection.Attach(this);
        }

        public void Begin()
        {
            _left = rounds;
            LoopBytes = -GC.GetAllocatedBytesForCurrentThread();
            _connection!.TrySend("ping"u8);
        }

        public void BeginAndWait(TransportRig rig)
        {
            rig.Run(Begin);
            Assert.True(_done.WaitOne(4 * Patience.Milliseconds));
        }

        public int OnReceived(ReadOnlySpan<byte> data)
        {
            if (wasteful)
            {
                Waste = new byte[8];
            }

            if (--_left > 0)
            {
                _connection!.TrySend(data);
            }
            else
            {
                LoopBytes += GC.GetAllocatedBytesForCurrentThread();
                _done.Set();
            }

            return data.Length;
        }

        public void OnClosed(TransportError error)
        {
            // The end of the test.
        }
    }
}
