namespace FastHttp.Tests;

/// <summary>Why a test of optimised code does not run here; null where it does.</summary>
internal static class ReleaseOnly
{
    // Debug builds have the checks on.
    public static readonly string? Reason = Buffers.MessageChecks.Default is null
        ? null
        : "Checks of messages keep records; in Debug builds, which have them, async state machines are classes too.";

    /// <summary>Whether this is such a build, for tests of which it is a part.</summary>
    public static bool IsRelease => Reason == null;
}
