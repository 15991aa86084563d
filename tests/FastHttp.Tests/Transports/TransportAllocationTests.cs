using System;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
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
    private const int Connections = 16;
    private const int RoundsOnMemory = 100;

    [Fact]
    public async Task A_round_on_epoll_allocates_nothing() =>
        Assert.InRange(await BytesPerRoundAsync(EpollTransport.Instance, wasteful: false), 0, 0.999);

    [Fact]
    public async Task A_round_on_sockets_allocates_nothing() =>
        Assert.InRange(await BytesPerRoundAsync(SocketTransport.Instance, wasteful: false), 0, 0.999);

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
    public async Task The_check_sees_a_round_that_allocates() =>
        Assert.InRange(await BytesPerRoundAsync(EpollTransport.Instance, wasteful: true), 24, 100);

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

    private static async Task<double> BytesPerRoundAsync(Transport transport, bool wasteful)
    {
        using SocketRig rig = new(transport, AddressFamily.InterNetwork);
        return await MeasuredExchanges.LeastBytesAsync(exchanges => Task.WhenAll(
            Enumerable.Range(0, Connections).Select(_ => RespondAsync(rig, exchanges, wasteful))));
    }

    private static async Task RespondAsync(SocketRig rig, MeasuredExchanges exchanges, bool wasteful)
    {
        (TransportConnection connection, IPeer peer) = rig.Open();
        using (peer)
        {
            Thread echo = new(() => Echo(((SocketPeer)peer).Socket)) { IsBackground = true };
            echo.Start();
            Responder responder = new(exchanges, wasteful);
            rig.Run(() => responder.Attach(connection));
            rig.Run(responder.Begin);
            await responder.Closed;
            Assert.True(echo.Join(Patience.Milliseconds));
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

    // Sends back what comes, so often, or as long as it is measured; the connection is closed then.
    private sealed class Responder(long rounds, bool wasteful, MeasuredExchanges? exchanges = null) : ITransportReceiver
    {
        private readonly AutoResetEvent _done = new(false);
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TransportConnection? _connection;
        private long _left;

        public Responder(MeasuredExchanges exchanges, bool wasteful)
            : this(long.MaxValue, wasteful, exchanges)
        {
        }

        public static byte[]? Waste { get; private set; }

        public Task Closed => _closed.Task;

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

            exchanges?.Count();
            if (exchanges is { IsOver: true })
            {
                _closed.SetResult();
                _connection!.Close();
            }
            else if (--_left > 0)
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

        public void OnClosed(TransportError error) => _closed.TrySetException(new TransportException(error));
    }
}
