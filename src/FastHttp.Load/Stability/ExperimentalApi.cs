namespace FastHttp.Load.Stability;

/// <summary>What the public API marks as experimental: it may change in any version.</summary>
internal static class ExperimentalApi
{
    /// <summary>The parts that the engine is made of. <c>LoadTest</c> puts them together.</summary>
    public const string EngineParts = "FASTHTTP002";
}
