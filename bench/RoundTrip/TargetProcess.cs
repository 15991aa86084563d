using System;
using System.IO;

using Runner.Demo;

namespace Bench.RoundTrip;

/// <summary>The server of the round trips: our own target in a child process, one for the whole run.</summary>
internal static class TargetProcess
{
    private static DemoTarget? s_target;

    /// <summary>Scheme, address and port of the target, which starts when it is first asked for.</summary>
    public static string Url =>
        (s_target ??= DemoTarget.Start(Path.Combine(AppContext.BaseDirectory, "runner"))).Url;

    /// <summary>Ends the target if it was started.</summary>
    public static void Stop() => s_target?.Dispose();
}
