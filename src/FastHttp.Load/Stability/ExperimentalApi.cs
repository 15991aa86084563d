namespace FastHttp.Load;

/// <summary>What the public API marks as experimental: it may change in any version.</summary>
internal static class ExperimentalApi
{
    /// <summary>The parts that the engine is made of. <see cref="LoadTest"/> puts them together.</summary>
    public const string EngineParts = "FASTHTTP002";
}
