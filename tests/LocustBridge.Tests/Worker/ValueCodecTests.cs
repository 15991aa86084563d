using System;
using System.Buffers;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.Protocol;
using LocustBridge.Tests.Support;
using MessagePack;

namespace LocustBridge.Tests.Worker;

// Values and messages to MessagePack and back; damage of every kind is only ever "no".
public sealed class ValueCodecTests
{
    [Theory]
    [InlineData("00", "0")]
    [InlineData("7f", "127")]
    [InlineData("e0", "-32")]
    [InlineData("ff", "-1")]
    [InlineData("cc80", "128")]
    [InlineData("cd0100", "256")]
    [InlineData("ce00010000", "65536")]
    [InlineData("cf0000000100000000", "4294967296")]
    [InlineData("cfffffffffffffffff", "18446744073709551615")]
    [InlineData("d0df", "-33")]
    [InlineData("d1ff7f", "-129")]
    [InlineData("d2ffff7fff", "-32769")]
    [InlineData("d3ffffffff7fffffff", "-2147483649")]
    public void IntegersOfAllWidths(string hex, string value)
    {
        LocustValue read = Parse(hex);
        Assert.Equal(value, read.ToString());
        Assert.Equal(hex, Hex(read));
    }

    [Theory]
    [InlineData("ca3fc00000", 1.5)]
    [InlineData("cb3ff8000000000000", 1.5)]
    [InlineData("d10096", 150)]
    public void FloatsOfBothWidthsAndIntegersAsFloats(string hex, double value) =>
        Assert.Equal(value, Parse(hex).AsDouble(0));

    [Theory]
    [InlineData("92c7020501020c")]
    [InlineData("92d405070c")]
    [InlineData("92d8051112131415161718191a1b1c1d1e1f200c")]
    [InlineData("92c8000105070c")]
    [InlineData("92c90000000105070c")]
    public void ExtensionsAreSteppedOver(string hex)
    {
        LocustValue list = Parse(hex);
        Assert.True(list.Items[0].IsNil);
        Assert.Equal(12, list.Items[1].AsInt64(0));
    }

    [Theory]
    [InlineData("ddffffffff")]
    [InlineData("dfffffffff")]
    [InlineData("dbffffffff61")]
    [InlineData("c6ffffffff00")]
    [InlineData("c6800000000000")]
    [InlineData("c9ffffffff00")]
    [InlineData("c1")]
    [InlineData("da00")]
    [InlineData("")]
    public void LiesAboutSizesAreRefused(string hex)
    {
        byte[] lie = Convert.FromHexString(hex);
        Assert.False(new LocustCodec().TryDecode(lie, out _));

        // Where the type, the data and the node id of a message are.
        Assert.False(new LocustCodec().TryDecode((byte[])[0x93, .. lie], out _));
        Assert.False(new LocustCodec().TryDecode((byte[])[0x93, 0xa1, 0x61, .. lie], out _));
        Assert.False(new LocustCodec().TryDecode((byte[])[0x93, 0xa1, 0x61, 0xc0, .. lie], out _));
    }

    [Fact]
    public void DepthIsBounded()
    {
        byte[] deep = [.. Enumerable.Repeat((byte)0x91, 100_000), 0xc0];
        var reader = new MessagePackReader(deep);
        Assert.False(LocustValueCodec.TryRead(ref reader, out _));
        byte[] message = [0x93, 0xa1, 0x61, .. deep, 0xc0];
        Assert.False(new LocustCodec().TryDecode(message, out _));
    }

    [Fact]
    public void EveryPrefixIsShortInput()
    {
        byte[] whole = Convert.FromHexString(WireVectors.StatsHex)[9..];
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(new LocustCodec().TryDecode(whole.AsMemory(0, length), out _));
        }

        Assert.True(new LocustCodec().TryDecode(whole, out _));
        Assert.False(new LocustCodec().TryDecode((byte[])[.. whole, 0xc0], out _));
    }

    [Fact]
    public void LoneSurrogatesAreWrittenAsValidUtf8() => Assert.Equal("a561efbfbd62", Hex("a\ud800b"));

    [RequiresPeerFact(Peer.PythonMsgPack)]
    public async Task PythonReadsWhatWeWrite()
    {
        const string Script =
            """
            import sys, msgpack
            for line in sys.stdin:
                v = msgpack.unpackb(bytes.fromhex(line.strip()), strict_map_key=False)
                print(msgpack.packb(v).hex())
            """;
        string[] ours = [.. Samples().Select(Hex)];
        string output = await PythonProcess.RunAsync(Script, string.Join('\n', ours));
        Assert.Equal(ours, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [RequiresPeerFact(Peer.PythonMsgPack)]
    public async Task WeReadWhatPythonWrites()
    {
        const string Script =
            """
            import msgpack
            vs = [None, True, False, 0, 127, 128, 255, 256, 65535, 65536, 2**32-1, 2**32, 2**63-1, 2**64-1,
                  -1, -32, -33, -128,
                  -129, -32768, -32769, -2**31, -2**31-1, -2**63, 1.5, 0.1,
                  "", "x"*31, "x"*32, "x"*255, "x"*256, "x"*70000,
                  b"", b"y"*300, [], list(range(20)), list(range(70000)), {},
                  {str(i): i for i in range(20)}, {1: {2.5: [None]}}, "\u00e4\U0001F600"]
            for v in vs:
                print(msgpack.packb(v).hex(),
                      msgpack.packb(v, use_bin_type=False).hex(),
                      msgpack.packb(v, use_single_float=True).hex())
            """;
        string output = await PythonProcess.RunAsync(Script, string.Empty);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(41, lines.Length);
        foreach (string line in lines)
        {
            string[] forms = line.Split(' ');
            LocustValue value = Parse(forms[0]);
            Assert.Equal(forms[0], Hex(value));
            Parse(forms[1]);
            Parse(forms[2]);
        }
    }

    private static LocustValue[] Samples() =>
    [
        LocustValue.Nil, true, false, 0, -1, long.MinValue, long.MaxValue, LocustValue.FromUInt64(ulong.MaxValue),
        0.25, -1e300,
        "h\u00e9llo\u20ac\U0001F600", new string('z', 40), new string('z', 300), new string('z', 70_000),
        LocustValue.FromBinary([1, 2, 3]), LocustValue.FromBinary(new byte[300]),
        LocustValue.FromList([.. Enumerable.Range(0, 17).Select(static i => LocustValue.FromInt64(i))]),
        LocustValue.MapOf(
            [.. Enumerable.Range(0, 17).Select(static i => ("key " + (char)('a' + i), LocustValue.FromInt64(i)))]),
    ];

    private static string Hex(LocustValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        LocustValueCodec.Write(ref writer, value);
        writer.Flush();
        return Convert.ToHexStringLower(output.WrittenSpan);
    }

    private static LocustValue Parse(string hex)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex));
        Assert.True(LocustValueCodec.TryRead(ref reader, out LocustValue value));
        Assert.True(reader.End);
        return value;
    }
}
