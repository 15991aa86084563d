using System;

namespace LocustBridge.Wire;

// The 64 bytes that open a ZMTP 3 connection (37/ZMTP, "Greeting").
internal static class Greeting
{
    public const int Length = 64;

    // NULL mechanism, not as-server, version 3.1. Receivers ignore the padding of the signature; this is what libzmq
    // puts there for a socket without an identity.
    public static void Write(Span<byte> output)
    {
        output[..Length].Clear();
        output[0] = 0xff;
        output[8] = 1;
        output[9] = 0x7f;
        output[10] = 3;
        output[11] = 1;
        "NULL"u8.CopyTo(output[12..]);
    }

    // Judges as many bytes as there are, so that a web server is recognised by its first one.
    public static bool IsPlausible(ReadOnlySpan<byte> start)
    {
        if (start.Length > 0 && start[0] != 0xff)
        {
            return false;
        }

        if (start.Length > 9 && (start[9] & 1) == 0)
        {
            return false;
        }

        // Any later version must still speak 3.x to us; 1 and 2 are older wire formats.
        if (start.Length > 10 && start[10] < 3)
        {
            return false;
        }

        ReadOnlySpan<byte> mechanism = "NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"u8;
        return start.Length < Length || start.Slice(12, mechanism.Length).SequenceEqual(mechanism);
    }

    // PING came with ZMTP 3.1; an older peer may take it for a protocol error.
    public static bool KnowsPing(ReadOnlySpan<byte> greeting) => greeting[10] > 3 || greeting[11] >= 1;
}
