using System;
using System.Diagnostics;
using System.IO;
using Runner.Serving;


namespace Runner.Demo;

/// <summary>
/// The demo's target: this same executable, serving in a child process on a free loopback port, so that the CPU time
/// and the garbage collector of the server are not those of the load generator. Ends with its parent, or when disposed.
/// </summary>
internal sealed class DemoTarget : IDisposable
{
    private const int ExitTimeoutMs = 5_000;

    private readonly Process _process;

    private DemoTarget(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>Scheme, address and port of the target, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>Starts the target; it listens when the call returns.</summary>
    /// <exception cref="IOException">The child did not start, or ended before it listened.</exception>
    public static DemoTarget Start(string executable, params string[] leadingArguments)
    {
        string[] arguments = [.. leadingArguments, "serve", "--port", "0", TargetServer.UntilStdinEnds];
        ProcessStartInfo start = new(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Launch(start);
        string? line = process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith(TargetServer.Announcement, StringComparison.Ordinal))
        {
            process.Kill();
            process.Dispose();
            throw new IOException("the target did not start");
        }

        return new DemoTarget(process, line[TargetServer.Announcement.Length..]);
    }

    public void Dispose()
    {
        // The end of its stdin is what the child waits for; the kill is for a child that hangs.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(ExitTimeoutMs))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException("the target did not start");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new IOException($"{start.FileName} did not start: {error.Message}", error);
        }
    }
}
