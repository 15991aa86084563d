using System;
using System.Buffers;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using LocustBridge.Tests.Support;
using LocustBridge.Wire;

namespace LocustBridge.Tests.Zmtp;

// What the fake master of the other tests is made of.
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
        byte[] greeting = new byte[Greeting.Length];
        Greeting.Write(greeting);
        greeting[11] = 7;
        for (int length = 0; length <= greeting.Length; length++)
        {
            Assert.True(Greeting.IsPlausible(greeting.AsSpan(0, length)));
        }

        Assert.False(Greeting.IsPlausible("H"u8));
        greeting[10] = 1;
        Assert.False(Greeting.IsPlausible(greeting.AsSpan(0, 11)));
        greeting[10] = 3;
        greeting[12] = (byte)'P';
        Assert.False(Greeting.IsPlausible(greeting));
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
}
