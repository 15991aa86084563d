using System.Buffers;
using System.Collections.Generic;
using MessagePack;

namespace LocustBridge.Protocol;

// LocustValue <-> MessagePack. Depth is bounded both ways: what can be read can be written again, and no
// message can exhaust a stack. For damaged input the reader throws; LocustCodec catches that.
internal static class LocustValueCodec
{
    public const int DepthMax = 64;

    public static bool TryRead(ref MessagePackReader reader, out LocustValue value) =>
        TryRead(ref reader, DepthMax, out value);

    public static void Write(ref MessagePackWriter writer, LocustValue value) => Write(ref writer, DepthMax, value);

    private static bool TryRead(ref MessagePackReader reader, int depthLeft, out LocustValue value)
    {
        value = LocustValue.Nil;
        if (reader.End)
        {
            return false;
        }

        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                return true;
            case MessagePackType.Boolean:
                value = reader.ReadBoolean();
                return true;
            case MessagePackType.Integer:
                value = IsSigned(reader.NextCode) ? reader.ReadInt64() : LocustValue.FromUInt64(reader.ReadUInt64());
                return true;
            case MessagePackType.Float:
                value = reader.ReadDouble();
                return true;
            case MessagePackType.String:
                value = reader.ReadString();
                return true;
            case MessagePackType.Binary:
                value = LocustValue.FromBinary(reader.ReadBytes().GetValueOrDefault().ToArray());
                return true;
            case MessagePackType.Array:
                return depthLeft > 0 && TryReadList(ref reader, depthLeft - 1, out value);
            case MessagePackType.Map:
                return depthLeft > 0 && TryReadMap(ref reader, depthLeft - 1, out value);
            case MessagePackType.Extension:
                // Locust uses none; a value that cannot be understood is shown as nil.
                reader.Skip();
                return true;
            default:
                return false;
        }
    }

    private static bool IsSigned(byte code) =>
        code is >= MessagePackCode.MinNegativeFixInt
            or MessagePackCode.Int8 or MessagePackCode.Int16 or MessagePackCode.Int32 or MessagePackCode.Int64;

    private static bool TryReadList(ref MessagePackReader reader, int depthLeft, out LocustValue value)
    {
        value = LocustValue.Nil;
        int count = reader.ReadArrayHeader();
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

    private static bool TryReadMap(ref MessagePackReader reader, int depthLeft, out LocustValue value)
    {
        value = LocustValue.Nil;
        int count = reader.ReadMapHeader();
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

    private static void Write(ref MessagePackWriter writer, int depthLeft, LocustValue value)
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
                writer.Write(value.AsBinary());
                break;
            case LocustValueKind.List when depthLeft > 0:
                writer.WriteArrayHeader(value.Items.Count);
                foreach (LocustValue item in value.Items)
                {
                    Write(ref writer, depthLeft - 1, item);
                }

                break;
            case LocustValueKind.Map when depthLeft > 0:
                writer.WriteMapHeader(value.Pairs.Count);
                foreach (KeyValuePair<LocustValue, LocustValue> pair in value.Pairs)
                {
                    Write(ref writer, depthLeft - 1, pair.Key);
                    Write(ref writer, depthLeft - 1, pair.Value);
                }

                break;
            default:
                // Nil, or deeper than any reader follows.
                writer.WriteNil();
                break;
        }
    }
}
