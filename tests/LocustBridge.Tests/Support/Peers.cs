using System;
using System.Diagnostics;
using System.IO;

namespace LocustBridge.Tests.Support;

// The programs of others that some tests talk to. Found once per run.
internal static class Peers
{
    public const string Python = "/usr/bin/python3";
    public const string Locust = "/usr/bin/locust";

    public const string Browser = "/usr/bin/chromium";

    private static readonly Lazy<string?> s_locust = new(() => File.Exists(Locust)
        ? MissingModule("locust")
        : "Debian's python3-locust is not installed");

    private static readonly Lazy<string?> s_zmq = new(() => MissingModule("zmq"));

    private static readonly Lazy<string?> s_msgpack = new(() => MissingModule("msgpack"));

    // Null when the peer is there.
    public static string? WhyMissing(Peer peer) => peer switch
    {
        Peer.LocustMaster => s_locust.Value,
        Peer.PythonZmq => s_zmq.Value,
        Peer.MasterAndBrowser => File.Exists(Browser) ? s_locust.Value : "Debian's chromium is not installed",
        _ => s_msgpack.Value,
    };

    private static string? MissingModule(string module)
    {
        if (!File.Exists(Python))
        {
            return Python + " is not installed";
        }

        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import " + module])
        {
            RedirectStandardError = true,
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"Debian's python3-{module} is not installed";
    }
}
