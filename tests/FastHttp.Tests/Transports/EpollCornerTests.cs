using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using FastHttp.Transports;
using FastHttp.Transports.Linux;
using FastHttp.Transports.Sockets;

namespace FastHttp.Tests.Transports;

/// <summary>Where edge-triggered readiness could lose an edge, and binding to a local address.</summary>
public sealed partial class EpollCornerTests
{
    private const int SetSeccomp = 22;
    private const int SetNoNewPrivileges = 38;
    private const int SeccompModeFilter = 2;

    [Theory]
    [InlineData((20 * 1024) - 1)]
    [InlineData(20 * 1024)]
    [InlineData(2 * 20 * 1024)]
    [InlineData(17 * 20 * 1024)]
    public void Bytes_that_fill_the_buffer_exactly_leave_no_edge_behind(int size)
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.Unix);
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            // All of it is there before the loop looks; a Unix-domain socket keeps it up to its buffer's size.
            byte[] data = new byte[size];
            new Random(size).NextBytes(data);
            ((SocketPeer)peer).Socket.SendBufferSize = 4 * size;
            rig.Run(connection.PauseReceive);
            Task sending = rig.InBackground(() => peer.Send(data));
            rig.Run(connection.ResumeReceive);
            Assert.True(data.AsSpan().SequenceEqual(receiver.WaitForData(size)));
            Patience.Wait(sending);
            peer.Send("more"u8);
            Assert.Equal("more"u8.ToArray(), receiver.WaitForData(size + 4)[size..]);
        }
    }

    [Fact]
    public void More_than_one_turn_of_reads_lets_others_have_their_turn_and_loses_nothing()
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.InterNetwork);
        (_, IPeer busyPeer, RecordingReceiver busy) = rig.OpenAttached();
        (_, IPeer quietPeer, RecordingReceiver quiet) = rig.OpenAttached();
        using (busyPeer)
        using (quietPeer)
        {
            byte[] data = new byte[32 * 1024 * 1024];
            new Random(61).NextBytes(data);
            Task sending = rig.InBackground(() => busyPeer.Send(data));
            quietPeer.Send("hello"u8);
            quiet.WaitForData(5);
            Assert.True(data.AsSpan().SequenceEqual(busy.WaitForData(data.Length)));
            Patience.Wait(sending);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_connection_is_made_from_the_local_address_that_was_asked_for(bool epoll)
    {
        using SocketRig rig = new(Choose(epoll), AddressFamily.InterNetwork);
        IPAddress local = IPAddress.Parse("127.0.0.3");
        ConnectRecorder recorder = new();
        rig.Run(() => rig.Loop.Connect(rig.EndPoint, new IPEndPoint(local, 0), recorder));
        recorder.Wait();
        Assert.NotNull(recorder.Connection);
        using SocketPeer peer = (SocketPeer)rig.Accept();
        Assert.Equal(local, ((IPEndPoint)peer.Socket.RemoteEndPoint!).Address);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_local_address_that_is_not_ours_is_refused_with_its_reason(bool epoll)
    {
        using SocketRig rig = new(Choose(epoll), AddressFamily.InterNetwork);
        ConnectRecorder recorder = new();

        // TEST-NET-1: no machine's address (RFC 5737).
        rig.Run(() => Assert.Null(
            rig.Loop.Connect(rig.EndPoint, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), recorder)));
        Assert.Equal(TransportError.AddressNotAvailable, recorder.Error);
        Assert.Equal(99, recorder.SystemError);
        Assert.Equal(1, recorder.Calls);
    }

    [Fact]
    public void A_send_that_fails_without_an_edge_is_told_although_it_was_made_while_receiving()
    {
        using SocketRig rig = new(EpollTransport.Instance, AddressFamily.Unix);
        (TransportConnection connection, IPeer peer, RecordingReceiver receiver) = rig.OpenAttached();
        using (peer)
        {
            receiver.Consume = data =>
            {
                Assert.True(connection.TrySend("answer"u8));
                return data.Length;
            };

            // The edge of this one has gone by before the question comes.
            ((SocketPeer)peer).Socket.Shutdown(SocketShutdown.Receive);
            rig.Run(static () => { });
            peer.Send("question"u8);
            Assert.Equal(TransportError.Reset, receiver.WaitForEnd());
            Assert.Equal("question"u8.ToArray(), receiver.Data);
        }
    }

    // Older container runtimes answer EPERM for calls that their filter does not know. A filter of its own thread does
    // so here: struct sock_filter { code, jt, jf, k } four times.
    [Fact]
    public unsafe void A_precise_wait_that_is_forbidden_is_a_common_one()
    {
        const int PwaitNumber = 441;
        int result = 0;
        bool isRemembered = true;
        Thread filtered = new(() =>
        {
            ulong* filter = stackalloc ulong[]
            {
                // Load the number of the call; if it is that one, EPERM; else allow.
                0x0000_0000_0000_0020UL,
                ((ulong)PwaitNumber << 32) | 0x0100_0015UL,
                (0x0005_0001UL << 32) | 0x06UL,
                (0x7FFF_0000UL << 32) | 0x06UL,
            };
            FilterProgram program = new() { Length = 4, Filter = filter };
            if (ProcessControl(SetNoNewPrivileges, 1, 0, 0, 0) != 0
                || ProcessControl(SetSeccomp, SeccompModeFilter, (nint)(&program), 0, 0) != 0)
            {
                // No filters here, so none that forbids anything.
                return;
            }

            int epoll = Libc.EpollCreate(Libc.EpollCloseOnExec);
            byte* events = stackalloc byte[16];
            Libc.HasPreciseWait = true;
            result = Libc.EpollWaitPrecisely(epoll, events, 1, timeoutNs: 0);
            isRemembered = !Libc.HasPreciseWait;
            _ = Libc.Close(epoll);
        });
        filtered.Start();
        Assert.True(filtered.Join(Patience.Milliseconds));
        Libc.HasPreciseWait = true;
        Assert.Equal(0, result);
        Assert.True(isRemembered);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nint first, nint second, nint third, nint fourth);

    private static Transport Choose(bool epoll) => epoll ? EpollTransport.Instance : SocketTransport.Instance;

    private unsafe struct FilterProgram
    {
        public ushort Length;
        public ulong* Filter;
    }
}
