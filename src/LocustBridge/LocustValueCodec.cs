using System.Collections.Generic;
using LocustBridge.MessagePack;

namespace LocustBridge;

// LocustValue <-> MessagePack. Stateless. Depth is bounded both ways: what can be read can be written again, and no
// message can exhaust a stack.
internal static class LocustValueCodec
{
    public const int DepthMax = MsgPackReader.DepthMax;

    public static bool TryRead(ref MsgPackReader reader, out LocustValue value) =>
        TryRead(ref reader, DepthMax, out value);

    public static void Write(MsgPackWriter writer, LocustValue value) => Write(writer, DepthMax, value);

    private static bool TryRead(ref MsgPackReader reader, int depthLeft, out LocustValue value)
    {
        value = LocustValue.Nil;
        switch (reader.Peek())
        {
            case MsgPackKind.Nil:
                return reader.TryReadNil();
            case MsgPackKind.Boolean:
                bool ok = reader.TryReadBoolean(out bool boolean);
                value = boolean;
                return ok;
            case MsgPackKind.Integer:
                ok = reader.TryReadInteger(out ulong bits, out bool negative);
                value = negative ? LocustValue.FromInt64((long)bits) : LocustValue.FromUInt64(bits);
                return ok;
            case MsgPackKind.Float:
                ok = reader.TryReadDouble(out double number);
                value = number;
                return ok;
            case MsgPackKind.String:
                ok = reader.TryReadString(out string text);
                value = text;
                return ok;
            case MsgPackKind.Binary:
                ok = reader.TryReadOctets(out System.ReadOnlySpan<byte> octets);
                value = LocustValue.FromBinary(octets);
                return ok;
            case MsgPackKind.Array:
                return depthLeft > 0 && TryReadList(ref reader, depthLeft - 1, out value);
            case MsgPackKind.Map:
                return depthLeft > 0 && TryReadMap(ref reader, depthLeft - 1, out value);
            case MsgPackKind.Extension:
                // Locust uses none; a value that cannot be understood is shown as nil.
                return reader.TrySkip();
            default:
                return false;
        }
    }

    private static bool TryReadList(ref MsgPackReader reader, int depthLeft, out LocustValue value)
    {
        value = LocustValue.Nil;
        if (!reader.TryReadArrayHeader(out int count))
        {
            return false;
        }

        var items = new List<LocustValue>();
        for (int i = 0; i < count; i++)
        {
            if (!TryRead(ref reader, depthLeft, out LocustValue item))
            {
                return false;
            }

            items.Add(item);
        }

        value = LocustValue.FromList(items);
        return true;
    }

    private static bool TryReadMap(ref MsgPackReader reader, int depthLeft, out LocustValue value)
    {
        value = LocustValue.Nil;
        if (!reader.TryReadMapHeader(out int count))
        {
            return false;
        }

        var pairs = new List<KeyValuePair<LocustValue, LocustValue>>();
        for (int i = 0; i < count; i++)
        {
            if (!TryRead(ref reader, depthLeft, out LocustValue key)
                || !TryRead(ref reader, depthLeft, out LocustValue item))
            {
                return false;
            }

            pairs.Add(new(key, item));
        }

        value = LocustValue.FromMap(pairs);
        return true;
    }

    private static void Write(MsgPackWriter writer, int depthLeft, LocustValue value)
    {
        switch (value.Kind)
        {
            case LocustValueKind.Boolean:
                writer.Write(value.AsBoolean());
                break;
            case LocustValueKind.Integer:
                writer.Write((long)value.RawBits);
                break;
            case LocustValueKind.UnsignedInteger:
                writer.Write(value.RawBits);
                break;
            case LocustValueKind.Float:
                writer.Write(value.AsDouble(0));
                break;
            case LocustValueKind.Text:
                writer.Write(value.AsText());
                break;
            case LocustValueKind.Binary:
                writer.WriteBinary(value.AsBinary());
                break;
            case LocustValueKind.List when depthLeft > 0:
                writer.WriteArrayHeader(value.Items.Count);
                foreach (LocustValue item in value.Items)
                {
                    Write(writer, depthLeft - 1, item);
                }

                break;
            case LocustValueKind.Map when depthLeft > 0:
                writer.WriteMapHeader(value.Pairs.Count);
                foreach (KeyValuePair<LocustValue, LocustValue> pair in value.Pairs)
                {
                    Write(writer, depthLeft - 1, pair.Key);
                    Write(writer, depthLeft - 1, pair.Value);
                }

                break;
            default:
                // Nil, or deeper than any reader follows.
                writer.WriteNil();
                break;
        }
    }
}
