using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Bench.Comparison;
using Bench.Libraries;

namespace Bench.Workers;

/// <summary>The workers that are measured. One that is not there is listed with what it would take.</summary>
internal static class WorkerCatalog
{
    // Debian's Locust has lost its version, and every master refuses a worker without one.
    private const string PythonWorker =
        """
        import sys, locust, locust.runners
        locust.__version__ = locust.runners.__version__ = "2.12.1"
        from locust.main import main
        main()
        """;

    private const string Script = """request = function() return wrk.format("GET", "/user/123") end""";

    /// <summary>Makes the list; writes the workers' files into the folder.</summary>
    /// <param name="options">The options.</param>
    /// <param name="url">What to load, with its path.</param>
    /// <param name="python">The interpreter that Locust runs on.</param>
    /// <param name="folder">For files.</param>
    public static IReadOnlyList<WorkerPeer> Create(WorkersOptions options, Uri url, string python, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "worker.py"), PythonWorker);
        string script = Path.Combine(folder, "bench.lua");
        File.WriteAllText(script, Script);
        (string[]? native, string? missing) = LibraryPrograms.MakeNative(folder);
        return
        [
            Python("HttpUser", url, python, folder),
            Python("FastHttpUser", url, python, folder),
            options.Boomer is null
                ? new WorkerPeer("boomer", [], "not packaged by Debian; --boomer FILE takes a program of your own")
                : new WorkerPeer(
                    "boomer", [options.Boomer, "--master-host=127.0.0.1", "--master-port={port}", $"--url={url}"]),
            Runner(options, "runner locust", $"{url}"),
            Runner(options, "runner locust, Lua", "-f", script, $"{url}"),
            new WorkerPeer(
                "LocustBridge, FastHttpClient",
                [.. LibraryPrograms.OnRuntime, BridgeWorker.Name, "{port}", $"{url}"]),
            native is null
                ? new WorkerPeer("LocustBridge, native", [], missing)
                : new WorkerPeer("LocustBridge, native", [.. native, BridgeWorker.Name, "{port}", $"{url}"]),
        ];
    }

    /// <summary>Our worker, with users that rest so long that all of them together keep a rate.</summary>
    public static WorkerPeer Resting(WorkersOptions options, Uri url, int users)
    {
        double wait = (double)users / options.Rate;
        string between = string.Create(
            CultureInfo.InvariantCulture, $"between:{wait * 0.5:0.####},{wait * 1.5:0.####}");
        return Runner(options, $"{users} users", "--wait", between, $"{url}");
    }

    private static WorkerPeer Runner(WorkersOptions options, string name, params string[] arguments) => new(
        name,
        [options.Runner, "locust", "--master-host=127.0.0.1", "--master-port={port}", "--threads", "1", .. arguments]);

    private static WorkerPeer Python(string userClass, Uri url, string python, string folder)
    {
        string file = Path.Combine(folder, userClass + ".py");
        File.WriteAllText(
            file,
            $"""
            from locust import {userClass}, task
            class Bench({userClass}):
                @task
                def get(self): self.client.get("{url.AbsolutePath}")
            """);
        return new WorkerPeer(
            userClass,
            [
                python, Path.Combine(folder, "worker.py"), "--worker", "--master-host", "127.0.0.1", "--master-port",
                "{port}", "-f", file,
            ]);
    }
}
