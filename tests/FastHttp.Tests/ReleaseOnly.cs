namespace FastHttp.Tests;

/// <summary>Why a test of optimised code does not run here; null where it does.</summary>
internal static class ReleaseOnly
{
#if DEBUG
    public const string? Reason = "Debug builds allocate: async state machines are classes and checks keep records.";
#else
    public static readonly string? Reason =
        Buffers.MessageChecks.Default is null ? null : "The checks of messages are on, and note each rental.";
#endif

    /// <summary>Whether this is such a build, for tests of which it is a part.</summary>
    public static bool IsRelease => Reason == null;
}
