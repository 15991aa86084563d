using System;
using System.Buffers;
using System.Linq;
using System.Threading.Tasks;
using LocustBridge.MessagePack;
using LocustBridge.Tests.Support;

namespace LocustBridge.Tests.MessagePack;

public sealed class MsgPackTests
{
    [Theory]
    [InlineData("00", 0)]
    [InlineData("7f", 127)]
    [InlineData("e0", -32)]
    [InlineData("ff", -1)]
    [InlineData("cc80", 128)]
    [InlineData("cd0100", 256)]
    [InlineData("ce00010000", 65536)]
    [InlineData("cf0000000100000000", 4294967296)]
    [InlineData("d0df", -33)]
    [InlineData("d1ff7f", -129)]
    [InlineData("d2ffff7fff", -32769)]
    [InlineData("d3ffffffff7fffffff", -2147483649)]
    public void IntegersOfAllWidths(string hex, long value)
    {
        var reader = new MsgPackReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadInt64(out long read));
        Assert.Equal(value, read);
        Assert.True(reader.AtEnd);
        var output = new ArrayBufferWriter<byte>();
        new MsgPackWriter(output).Write(value);
        Assert.Equal(hex, Convert.ToHexStringLower(output.WrittenSpan));
    }

    [Theory]
    [InlineData("ca3fc00000", 1.5)]
    [InlineData("cb3ff8000000000000", 1.5)]
    [InlineData("d10096", 150)]
    public void FloatsOfBothWidthsAndIntegersAsFloats(string hex, double value)
    {
        var reader = new MsgPackReader(Convert.FromHexString(hex));
        Assert.True(reader.TryReadDouble(out double read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("c7020501020c")]
    [InlineData("d405070c")]
    [InlineData("d8051112131415161718191a1b1c1d1e1f200c")]
    [InlineData("c8000105070c")]
    [InlineData("c90000000105070c")]
    [InlineData("82a161920102a162c40100c00c")]
    public void UnknownValuesAreSteppedOver(string hex)
    {
        var reader = new MsgPackReader(Convert.FromHexString(hex));
        if (hex.StartsWith("82", StringComparison.Ordinal))
        {
            Assert.True(reader.TrySkip());
            Assert.True(reader.TryReadNil());
        }
        else
        {
            Assert.Equal(MsgPackKind.Extension, reader.Peek());
            Assert.True(reader.TrySkip());
        }

        Assert.True(reader.TryReadInt64(out long last));
        Assert.Equal(12, last);
    }

    [Fact]
    public void LiesAboutSizesAreRefused()
    {
        string[] lies =
        [
            "ddffffffff", "dfffffffff", "dbffffffff61", "c6ffffffff00", "c9ffffffff00", "c1", string.Empty, "da00",
        ];
        foreach (string hex in lies)
        {
            byte[] bytes = Convert.FromHexString(hex);
            Assert.False(new MsgPackReader(bytes).TrySkip());
            Assert.False(new LocustCodec().TryDecode(bytes, out _));
        }
    }

    [Fact]
    public void DepthIsBounded()
    {
        byte[] deep = [.. Enumerable.Repeat((byte)0x91, 100_000), 0xc0];
        Assert.False(new MsgPackReader(deep).TrySkip());
        var reader = new MsgPackReader(deep);
        Assert.False(LocustValueCodec.TryRead(ref reader, out _));
    }

    [Fact]
    public void EveryPrefixIsShortInput()
    {
        byte[] whole = Convert.FromHexString(WireVectors.StatsHex)[9..];
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.False(new LocustCodec().TryDecode(whole.AsSpan(0, length), out _));
        }

        Assert.True(new LocustCodec().TryDecode(whole, out _));
        Assert.False(new LocustCodec().TryDecode([.. whole, 0xc0], out _));
    }

    [Fact]
    public void LoneSurrogatesAreWrittenAsValidUtf8()
    {
        var output = new ArrayBufferWriter<byte>();
        new MsgPackWriter(output).Write("a\ud800b");
        Assert.Equal("a561efbfbd62", Convert.ToHexStringLower(output.WrittenSpan));
    }

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
        LocustValueCodec.Write(new MsgPackWriter(output), value);
        return Convert.ToHexStringLower(output.WrittenSpan);
    }

    private static LocustValue Parse(string hex)
    {
        var reader = new MsgPackReader(Convert.FromHexString(hex));
        Assert.True(LocustValueCodec.TryRead(ref reader, out LocustValue value));
        Assert.True(reader.AtEnd);
        return value;
    }
}
