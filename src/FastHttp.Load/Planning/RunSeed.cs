namespace FastHttp.Load.Planning;

// From the seed of a run to those of its users, or of what a lane draws: far apart, though their numbers are close.
// Order, rows and pauses have seeds of their own: drawn from the same numbers, a URL would meet only some of the rows.
internal static class RunSeed
{
    private const int Modulus = 2147483647;

    // How many kinds of things a lane draws.
    private const int Kinds = 3;

    public static int OfOrder(int seed, int lane) => Of(seed, lane * Kinds);

    public static int OfRows(int seed, int lane) => Of(seed, (lane * Kinds) + 1);

    public static int OfPauses(int seed, int lane) => Of(seed, (lane * Kinds) + 2);

    /// <summary>A number from 1 to 2^31 - 2, as the generator of Lua scenarios wants it.</summary>
    public static int Of(int seed, int id)
    {
        // The finaliser of SplitMix64.
        ulong bits = (((ulong)(uint)seed << 32) | (uint)id) + 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        bits ^= bits >> 31;
        return (int)(bits % (Modulus - 1)) + 1;
    }
}
