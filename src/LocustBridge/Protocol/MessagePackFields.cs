using System.Runtime.CompilerServices;
using MessagePack;

namespace LocustBridge.Protocol;

// A value, or a field of a map. Each call of the writer's own methods is compiled as the whole method; of
// the messages of Locust that made 130 KB of native code, where these make 2.
internal static class MessagePackFields
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, string? value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, long value) => writer.Write(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Put(this ref MessagePackWriter writer, double value) => writer.Write(value);

    public static void Put(this ref MessagePackWriter writer, string key, string? value)
    {
        writer.Put(key);
        writer.Put(value);
    }

    public static void Put(this ref MessagePackWriter writer, string key, long value)
    {
        writer.Put(key);
        writer.Put(value);
    }

    public static void Put(this ref MessagePackWriter writer, string key, double value)
    {
        writer.Put(key);
        writer.Put(value);
    }
}
