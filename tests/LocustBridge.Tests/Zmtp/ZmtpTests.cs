using System;
using System.Buffers;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using LocustBridge.Zmtp;

namespace LocustBridge.Tests.Zmtp;

public sealed class ZmtpTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_000)]
    public void FramesSplitAtEveryOffset(int length)
    {
        byte[] body = [.. Enumerable.Range(0, length).Select(static i => (byte)i)];
        var output = new ArrayBufferWriter<byte>();
        ZmtpFrame.Write(output, 0, body);
        byte[] bytes = output.WrittenMemory.ToArray();
        for (int split = 0; split < Math.Min(bytes.Length, 300); split++)
        {
            var partial = new ReadOnlySequence<byte>(bytes.AsMemory(0, split));
            Assert.Equal(ZmtpFrameStatus.NeedMore, ZmtpFrame.TryRead(ref partial, int.MaxValue, out _));
            Assert.Equal(split, partial.Length);
        }

        var whole = new ReadOnlySequence<byte>([.. bytes, 1, 2]);
        Assert.Equal(ZmtpFrameStatus.Done, ZmtpFrame.TryRead(ref whole, int.MaxValue, out ZmtpFrame frame));
        Assert.Equal(body, frame.Body.ToArray());
        Assert.Equal(2, whole.Length);
    }

    [Theory]
    [InlineData("0800")]
    [InlineData("0500")]
    [InlineData("8000")]
    public void ReservedFlagsAreRefused(string hex)
    {
        var input = new ReadOnlySequence<byte>(Convert.FromHexString(hex));
        Assert.Equal(ZmtpFrameStatus.Invalid, ZmtpFrame.TryRead(ref input, 100, out _));
    }

    [Fact]
    public void LargeFramesAreRefusedBeforeTheyArrive()
    {
        var input = new ReadOnlySequence<byte>(Convert.FromHexString("02ffffffffffffffff"));
        Assert.Equal(ZmtpFrameStatus.TooLarge, ZmtpFrame.TryRead(ref input, 1 << 20, out _));
    }

    [Fact]
    public void GreetingsAreJudgedAsTheyArrive()
    {
        byte[] greeting = new byte[ZmtpGreeting.Length];
        ZmtpGreeting.Write(greeting);
        greeting[11] = 7;
        for (int length = 0; length <= greeting.Length; length++)
        {
            Assert.True(ZmtpGreeting.IsPlausible(greeting.AsSpan(0, length)));
        }

        Assert.False(ZmtpGreeting.IsPlausible("H"u8));
        greeting[10] = 1;
        Assert.False(ZmtpGreeting.IsPlausible(greeting.AsSpan(0, 11)));
        greeting[10] = 3;
        greeting[12] = (byte)'P';
        Assert.False(ZmtpGreeting.IsPlausible(greeting));
    }

    [Fact]
    public void PropertyNamesCompareWithoutCase()
    {
        byte[] data = [11, .. "socket-type"u8, 0, 0, 0, 6, .. "ROUTER"u8, 8, .. "IDENTITY"u8, 0, 0, 0, 1, 65];
        Assert.True(ZmtpCommand.TryReadReady(data, out string type, out byte[] identity));
        Assert.Equal("ROUTER", type);
        Assert.Equal("A", Encoding.ASCII.GetString(identity));
        for (int length = 1; length < data.Length; length++)
        {
            ZmtpCommand.TryReadReady(data.AsSpan(0, length), out _, out _);
        }
    }

    [Fact]
    public async Task NobodyThereIsRefusedAndGarbageIsNotZmtp()
    {
        var nobody = new ZmtpConnector("127.0.0.1", LocustMaster.FreePort());
        Assert.Equal(ChannelFailure.Refused, nobody.TryConnect("h_1", out _, CancellationToken.None));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task accepted = Task.Run(() =>
        {
            using Socket socket = listener.AcceptSocket();
            socket.Send("HTTP/1.1 400 Bad Request\r\n\r\n"u8);
            socket.Receive(new byte[64]);
        });
        var garbage = new ZmtpConnector("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port);
        Assert.Equal(ChannelFailure.NotZmtp, garbage.TryConnect("h_1", out _, CancellationToken.None));
        await accepted.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void ASilentPeerTimesOutAndCancellationEndsTheWait()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var connector = new ZmtpConnector("127.0.0.1", port) { ConnectTimeout = TimeSpan.FromMilliseconds(200) };
        Assert.Equal(ChannelFailure.TimedOut, connector.TryConnect("h_1", out _, CancellationToken.None));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var patient = new ZmtpConnector("127.0.0.1", port);
        Assert.Equal(ChannelFailure.Closed, patient.TryConnect("h_1", out _, cancel.Token));
    }

    [RequiresPeerFact(Peer.PythonZmq)]
    public async Task ARouterOfLibzmqTalksToOurDealer()
    {
        const string Script =
            """
            import zmq, sys
            s = zmq.Context().socket(zmq.ROUTER)
            print(s.bind_to_random_port("tcp://127.0.0.1"))
            while True:
                parts = s.recv_multipart()
                print(len(parts), parts[0].decode(), len(parts[1]))
                s.send_multipart([parts[0], parts[1][::-1]])
            """;
        using var python = new PythonProcess(Script);
        int port = int.Parse(await python.LineAsync(), System.Globalization.CultureInfo.InvariantCulture);
        await ExchangeAsync(port, python);
        await using var proxy = new ByteProxy(port);
        await ExchangeAsync(proxy.Port, python);
    }

    // The other role: libzmq's DEALER against the test's own ROUTER, which the state machine tests rely on.
    [RequiresPeerFact(Peer.PythonZmq)]
    public async Task ADealerOfLibzmqTalksToOurRouter()
    {
        const string Script =
            """
            import zmq, sys, msgpack
            s = zmq.Context().socket(zmq.DEALER)
            s.setsockopt(zmq.IDENTITY, b"py_1")
            s.connect("tcp://127.0.0.1:" + sys.stdin.readline().strip())
            s.send(msgpack.packb(["client_ready", -1, "py_1"]))
            print(msgpack.unpackb(s.recv()))
            """;
        foreach (bool byteWise in new[] { false, true })
        {
            await using var master = new FakeLocustMaster();
            await using var proxy = new ByteProxy(master.Port);
            using var python = new PythonProcess(Script);
            int port = byteWise ? proxy.Port : master.Port;
            await python.In.WriteLineAsync(port.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await python.In.FlushAsync();
            FakePeer peer = await master.AcceptedAsync();
            Assert.Equal("py_1", peer.Identity);
            await peer.NextAsync("client_ready");
            Assert.Equal("['ack', {'index': 7}, 'py_1']", await python.LineAsync());
        }
    }

    private static async Task ExchangeAsync(int port, PythonProcess python)
    {
        var connector = new ZmtpConnector("127.0.0.1", port);
        string identity = "id_" + port;
        ChannelFailure failure = connector.TryConnect(identity, out IMasterChannel? channel, CancellationToken.None);
        Assert.Equal(ChannelFailure.None, failure);
        using (channel)
        {
            foreach (int length in new[] { 1, 255, 256, 5000 })
            {
                byte[] body = new byte[length];
                new Random(length).NextBytes(body);
                Assert.True(channel!.TrySend(body));
                Assert.Equal($"2 {identity} {length}", await python.LineAsync());
                ChannelEvent answer = channel.Receive();
                Assert.Equal(ChannelEventKind.Message, answer.Kind);
                Assert.Equal(body.Reverse(), answer.Body.ToArray());
            }

            Assert.True(channel!.TryProbe(77));
            ChannelEvent probe = channel.Receive();
            Assert.Equal(ChannelEventKind.ProbeReply, probe.Kind);
            Assert.Equal(77u, probe.Probe);
            channel.EndSending();
            Assert.Equal(ChannelEventKind.Closed, channel.Receive().Kind);
            Assert.False(channel.TrySend([1]));
        }
    }
}
