using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Runner.Demo;

// Locust's master in a process of its own, without its page: it waits for one worker, has it run users for a time,
// prints its table and ends.
internal sealed class DemoMaster : IDisposable
{
    /// <summary>What to do where there is no Locust.</summary>
    public const string Missing =
        "Locust is not installed, whose master this demonstration needs: pip install locust, or "
        + "apt-get install python3-locust; 'runner locust --headless -u20 -r20 -t5s URL' needs no master";

    private const int ExitTimeoutMs = 60_000;

    private readonly Process _process;

    private DemoMaster(Process process, int port, string commandLine)
    {
        _process = process;
        Port = port;
        CommandLine = commandLine;
    }

    /// <summary>Where workers register.</summary>
    public int Port { get; }

    /// <summary>The line that it was started with.</summary>
    public string CommandLine { get; }

    /// <summary>The first executable of the name in a list of folders; null where there is none.</summary>
    public static string? Find(string? path) => (path ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "locust.exe" : "locust"))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts it; it listens soon after, which a worker waits for.</summary>
    /// <exception cref="IOException">It did not start.</exception>
    public static DemoMaster Start(string executable, string file, string url, string duration)
    {
        int port = FreePort();
        string[] arguments =
        [
            "-f", file, "--master", "--headless", "--master-bind-host", "127.0.0.1", "--master-bind-port", $"{port}",
            "--expect-workers", "1", "-u", "20", "-r", "20", "-t", duration, "--host", url, "--only-summary",
        ];
        try
        {
            Process process = Process.Start(new ProcessStartInfo(executable, arguments))
                ?? throw new IOException($"{executable} did not start");
            return new DemoMaster(process, port, "locust " + string.Join(' ', arguments));
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new IOException($"{executable} did not start: {error.Message}", error);
        }
    }

    /// <summary>Waits until it has printed its table.</summary>
    /// <returns>Its exit code.</returns>
    public int WaitForExit()
    {
        if (!_process.WaitForExit(ExitTimeoutMs))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
