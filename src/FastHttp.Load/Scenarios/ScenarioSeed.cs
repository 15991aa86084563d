namespace FastHttp.Load.Scenarios;

// From the seed of a run to those of its users: far apart, though their numbers are close.
internal static class ScenarioSeed
{
    private const int Modulus = 2147483647;

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
