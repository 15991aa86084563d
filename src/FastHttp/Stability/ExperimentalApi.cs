namespace FastHttp.Stability;

/// <summary>What the public API marks as experimental: it may change in any version.</summary>
internal static class ExperimentalApi
{
    /// <summary>What only a load generator needs: raw bytes, callbacks on the loop, precise timers.</summary>
    public const string LoadGeneration = "FASTHTTP001";
}
